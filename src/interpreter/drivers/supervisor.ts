/**
 * What every driver runs under, in Perl without a module, so that it is there in a few milliseconds
 * and takes a few megabytes. It starts the driver in a process group of its own, with an input and
 * an output besides the three standard streams, and keeps what the code writes apart from what the
 * driver tells: a driver's message begins with a NUL and a key that only the driver has been told.
 *
 * Arguments: the driver's program and its arguments; the numbers of its descriptors come behind
 * them: requests, messages, and the numbers of runs that are interrupted. It hears lines of words, some with bytes behind them: `start KEY SIZE` (for the driver),
 * `run NUMBER LIMIT SIZE` (for the driver; so many bytes of output are let through), `answer SIZE`
 * and `interrupt MILLISECONDS` (then the driver is killed). It ends with its input.
 *
 * It says lines of JSON: `{"is":"raw","stream","text"}` (each character is a byte), what the driver
 * tells, `{"is":"cut","bytes"}` before the end of a run, and `{"is":"gone",…}` at last.
 */
export const supervisorSource = String.raw`
my @program = @ARGV;
my $now = eval { require Time::HiRes; \&Time::HiRes::time } || sub { time };
my ($piece, $most, $between) = (65536, 1 << 20, 65536);
sub again { $! == 11 || $! == 4 }

$^F = 255; # the driver keeps these
pipe(my $its_in, my $in) && pipe(my $out, my $its_out) && pipe(my $err, my $its_err)
  && pipe(my $its_alarm, my $alarm) or exit 70;
open my $told, ">&", $its_out or exit 70;
$^F = 2;
pipe(my $why, my $its_why) or exit 70;
my $driver = fork;
defined $driver or exit 70;
if (!$driver) {
  setpgrp;
  close $_ for $in, $out, $err, $alarm, $why;
  open STDIN, "<", "/dev/null"; open STDOUT, ">&", $its_out; open STDERR, ">&", $its_err;
  close $_ for $its_out, $its_err;
  exec { $program[0] } @program, fileno $its_in, fileno $told, fileno $its_alarm;
  syswrite $its_why, "$!";
  exit 127;
}
close $_ for $its_in, $its_out, $its_err, $its_alarm, $told, $its_why;
for ($in, $out, $err, $alarm, *STDOUT) { fcntl $_, 4, 2048 | fcntl $_, 3, 0 }
$SIG{PIPE} = "IGNORE";
my $died = 0;
my ($small, $rests) = (0, 0); # reads of little output, one after another
$SIG{CHLD} = sub { $died = 1 };

my ($heard, $wire, $pending, $mark, $got, $part) = ("") x 6;
my ($run, $runs, $limit, $used, $cut, $kill_at, $int, $over, $stubborn, $silent) = (0, 0, $between, (0) x 7);
my ($no_out, $no_err, $no_in) = map fileno $_, $out, $err, $in;
my %esc = map { chr($_) => sprintf '\u%04x', $_ } 0 .. 31, 127;
@esc{"\n", '"', "\\"} = ('\n', '\"', "\\\\");

sub text {
  my $text = shift;
  $text =~ s/([\x00-\x1f"\\\x7f])/$esc{$1}/g;
  utf8::encode $text;
  return $text;
}
sub raw {
  my ($stream, $bytes) = @_;
  my ($size, $room) = (length $bytes, $limit - $used);
  if ($size > $room) { $cut += $size - $room; $bytes = substr $bytes, 0, $room; $size = $room }
  return if !$size;
  $used += $size;
  $wire .= '{"is":"raw","stream":"' . $stream . '","text":"' . text($bytes) . "\"}\n";
}
sub message {
  my $line = shift;
  $small = 0;
  if ($line =~ /^\{"is": ?"started", ?"run": ?(\d+)/) { $run = $1 if $1 == $runs; signal_it() if $int }
  elsif ($line =~ /^\{"is": ?"done", ?"run": ?(\d+)/) {
    return if $1 != $runs || !$run;
    for (my $all = 0; $all < $most; ) { $all += from_errors() || last }
    $wire .= "{\"is\":\"cut\",\"bytes\":$cut}\n" if $cut;
    ($run, $runs, $limit, $used, $cut, $kill_at, $int) = (0, 0, $between, (0) x 4);
  }
  elsif ($line !~ /^\{"is": ?"(ready|ask)"/) {
    my $size = length $line;
    # What is cleared away makes room again.
    if ($line =~ /^\{"is": ?"clear"/) { $used = 0 }
    elsif ($size > $limit - $used) { $cut += $size; return }
    $used += $size;
  }
  $wire .= "$line\n";
}
# One piece of a message: "." is all of it, "+" its first, "=" its last.
sub frame {
  my ($flag, $bytes) = (substr($_[0], 0, 1), substr $_[0], 1);
  $part = "" if $flag eq "." || $flag eq "+";
  $part .= $bytes if length $part < 64 << 20;
  if ($flag eq "." || $flag eq "=") { my $line = $part; $part = ""; message($line) }
}
sub scan {
  while ($mark ne "" && (my $at = index $got, $mark) >= 0) {
    my $end = index $got, "\n", $at;
    raw("stdout", substr $got, 0, $at) if $at;
    $got = substr $got, $at;
    if ($end < 0 && length $got <= 4096) { return }
    if ($end < 0 || $end - $at >= 4096 || index("+-=.", substr $got, length $mark, 1) < 0) {
      raw("stdout", $mark); # somebody has written into it
      $got = substr $got, length $mark;
      next;
    }
    frame(substr $got, length $mark, $end - $at - length $mark);
    $got = substr $got, $end - $at + 1;
  }
  my $nul = rindex $got, "\0";
  my $tail = $nul < 0 ? "" : substr $got, $nul;
  $tail = "" if $tail ne substr $mark, 0, length $tail;
  raw("stdout", substr $got, 0, length($got) - length $tail);
  $got = $tail;
}
sub from_output {
  my $read = sysread $out, $got, $piece, length $got;
  if ($read) { $small = $read < 4096 ? $small + 1 : 0; scan() }
  elsif (defined $read || !again()) { $silent ||= $now->() }
  return $read;
}
sub from_errors {
  my $read = sysread $err, my $bytes, $piece;
  raw("stderr", $bytes) if $read;
  $no_err = -1 if defined $read && !$read;
  return $read;
}
sub send_it { my $signal = shift; kill $signal, -$driver or kill $signal, $driver }
sub signal_it { $int = 0; send_it("INT") }
sub to_driver {
  my $put = syswrite $in, $pending;
  if (!defined $put) { $pending = "" if !again(); return }
  substr($pending, 0, $put) = "";
}
sub to_host {
  my $put = syswrite STDOUT, $wire;
  if (!defined $put) { leave() if !again(); return }
  substr($wire, 0, $put) = "";
}
sub leave { send_it("KILL"); exit 0 }
sub from_host {
  my $read = sysread STDIN, $heard, $piece, length $heard;
  if (!$read) { return if !defined $read && again(); leave() if $run; $over ||= $now->() + 1; close $in; $pending = ""; return }
  while ((my $end = index $heard, "\n") >= 0) {
    my ($what, @with) = split " ", substr $heard, 0, $end;
    my $size = $what eq "interrupt" ? 0 : $with[-1];
    last if length $heard < $end + 1 + $size;
    if ($what eq "start") { $mark = "\0$with[0]" }
    elsif ($what eq "run") { ($runs, $limit, $used) = ($with[0], $with[1], 0); $run = 0; $int = 0 }
    elsif ($what eq "interrupt" && $runs) { syswrite $alarm, "$runs\n"; $kill_at ||= $now->() + $with[0] / 1000; if ($run) { signal_it() } else { $int = 1 } }
    $pending .= substr $heard, $end + 1, $size;
    $heard = substr $heard, $end + 1 + $size;
  }
}
sub gone {
  my $status = shift;
  for (my $all = 0; $all < $most; ) { $all += from_output() || last }
  for (my $all = 0; $all < $most; ) { $all += from_errors() || last }
  raw("stdout", $got) if $got ne "";
  sysread $why, my $reason, 999;
  my ($code, $signal) = ($status >> 8, $status & 127);
  $wire .= "{\"is\":\"cut\",\"bytes\":$cut}\n" if $cut;
  $wire .= "{\"is\":\"gone\",\"code\":$code,\"signal\":$signal,\"stubborn\":$stubborn,\"missing\":\"" . text($reason) . "\"}\n";
  kill "KILL", -$driver;
  fcntl STDOUT, 4, 2047 & fcntl STDOUT, 3, 0;
  to_host() while $wire ne "";
  exit($signal ? 128 + $signal : $code);
}
while (1) {
  my ($r, $w, $nap) = ("", "", 1);
  vec($r, 0, 1) = 1 if !$over;
  # Code that prints line by line is given time to print some more.
  $rests = $small > 16 && !$rests;
  # A host that does not read holds up the code, not the interrupt.
  if (!$rests && length $wire < $most) {
    vec($r, $no_out, 1) = 1 if !$silent;
    vec($r, $no_err, 1) = 1 if $no_err >= 0;
  }
  vec($w, 1, 1) = 1 if $wire ne "";
  vec($w, $no_in, 1) = 1 if $pending ne "" && !$over;
  $nap = .01 if $silent;
  $nap = .05 if $kill_at || $over;
  $nap = .002 if $rests;
  my $ready = select $r, $w, undef, $nap;
  if ($ready > 0) {
    from_host() if vec $r, 0, 1;
    from_output() if vec $r, $no_out, 1;
    from_errors() if $no_err >= 0 && vec $r, $no_err, 1;
    to_host() if $wire ne "";
    to_driver() if $pending ne "" && !$over;
  }
  if ($ready <= 0 || $died || $silent || $kill_at) {
    $died = 0;
    gone($?) if waitpid($driver, 1) == $driver;
    my $time = $now->();
    leave() if $over && $time > $over;
    if ($kill_at && $time > $kill_at) { $stubborn = 1; $kill_at = $time + 5; send_it("KILL") }
    send_it("KILL") if $silent && $time > $silent + 1;
  }
}
`;
