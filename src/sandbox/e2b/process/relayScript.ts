import { hurry } from "./relayHurry.ts";

/** How many bytes of one stream may be under way or unread before the relay lets the program wait. */
export const window = 4 << 20;

/** How many bytes of input the program may leave unread before writing waits. */
export const inputWindow = 256 << 10;

/**
 * The relay in Perl, without a module, so that it is there in a few milliseconds. It starts the
 * program, numbers the bytes of its streams, keeps what is not acknowledged, and says it again when
 * asked. Arguments: what its first line is known by, then the program and its arguments.
 *
 * It says `O at size` and `E at size` (the bytes follow, each as one character of UTF-8, so that the
 * SDK's decoding is undone), `S taken closed` about the program's input, and at the end `X code
 * signal`. It hears `I at size` (the bytes follow), `A O E` (how far output is read), `C` (no more
 * input), `T number` and `K` (the signals), `P` (say `S`), `R number answer O E word` (say
 * `=answer`, then all from there) and `B`.
 * All may come twice. It ends by `B`, by the end of its own input, or ten minutes after the program.
 */
export const relayScript = String.raw`
my ($word, @program) = @ARGV;
my ($window, $piece, $told_each) = (${window}, 65536, ${inputWindow / 4});
sub again { $! == 11 || $! == 4 }
sub shown { my $put = syswrite STDOUT, "\n=$word $_[0]\n"; exit 127 if $_[1] }

my ($self, $elf, $reason);
sysread $self, $elf, 20 if open $self, "<", "/proc/self/exe";
my %prctl = (62 => 157, 183 => 167, 243 => 167); # the call's number on x86-64, Arm, RISC-V
my $prctl = $prctl{unpack "x18v", $elf || pack "x20"};
syscall $prctl, 36, 1, 0, 0, 0 if $prctl; # orphans of the program become ours
pipe(my $its_in, my $in) && pipe(my $out, my $its_out) && pipe(my $err, my $its_err) && pipe(my $why, my $its_why)
  or shown("no $!", 1);
my $leader = fork;
defined $leader or shown("no $!", 1);
if (!$leader) {
  setpgrp;
  syscall $prctl, 1, 9, 0, 0, 0 if $prctl; # it ends with us
  open STDIN, "<&", $its_in; open STDOUT, ">&", $its_out; open STDERR, ">&", $its_err;
  exec { $program[0] } @program;
  syswrite $its_why, "no $!";
  exit 127;
}
close $_ for $its_in, $its_out, $its_err, $its_why;
shown($reason, 1) if sysread $why, $reason, 999;
close $why;
shown("ok");
my $died = 1;
for ($in, *STDOUT) { fcntl $_, 4, 2048 | fcntl $_, 3, 0 }
$SIG{PIPE} = "IGNORE";
$SIG{CHLD} = sub { $died = 1 };

my ($heard, $wire, $fresh, $unsent) = ("", "", "", 0);
my ($got, $taken, $told, $pending, $closed, $ending) = (0, 0, 0, "", 0, 0);
my ($dead, $status, $alone, $rounds, $over, $exit_said, $idle, $asked, $replays, $closing) = (0) x 10;
# For stdout and stderr: what is kept, where that begins, how far it has been sent.
my @tag = ("O", "E");
my @fh = ($out, $err);
my @no = map fileno $_, @fh;
my @kept = ("", "");
my @base = my @sent = my @done = (0, 0);
my ($watched, $changed) = ("", 1);
# How the next input begins, and the next output of both, made before they are wanted.
my ($next, @head);
expect();
sub expect { $next = "I $got "; @head = map "$tag[$_] $sent[$_] ", 0, 1 }

sub tree {
  opendir my $proc, "/proc" or return;
  my %below;
  for my $pid (grep /^\d+$/, readdir $proc) {
    open my $stat, "<", "/proc/$pid/stat" or next;
    push @{ $below{$1} }, $pid if (<$stat> || "") =~ /.*\) \S (\d+)/s;
  }
  my @found = @{ $below{$$} || [] };
  for (my $i = 0; $i < @found; $i++) { push @found, @{ $below{$found[$i]} || [] } }
  return @found;
}
sub end_tree { kill 9, -$leader, tree() }
sub leave { end_tree() if !$over; exit($status & 127 ? 128 + ($status & 127) : $status >> 8) }
sub reap {
  $died = 0;
  while (1) {
    my $pid = waitpid -1, 1;
    if ($pid == $leader) { ($dead, $status, $changed) = (1, $?, 1) }
    elsif ($pid <= 0) { $alone = $pid < 0; last }
  }
}
sub say_state { $wire .= "S $taken $closed\n"; $told = $taken }
sub shut { close $in; $in = undef; $pending = "" }
sub to_program {
  my $put = syswrite $in, $pending;
  if (!defined $put) { if (!again()) { $closed = 1; shut(); say_state() } return }
  if ($put == length $pending) { $pending = "" } else { substr($pending, 0, $put) = "" }
  $taken += $put;
  say_state() if $taken - $told >= $told_each;
  shut() if $ending && $pending eq "";
}
# Of the bytes at $_[1] in what was heard, those that have not come before.
sub take {
  my ($from, $at, $size) = @_;
  my $old = $got - $from;
  leave() if $old < 0;
  return if $old >= $size;
  $got += $size - $old;
  return if !$in;
  my $waits = $pending ne "";
  $pending .= substr $heard, $at + $old, $size - $old;
  to_program() if !$waits;
}
sub read_up_to {
  for my $i (0, 1) {
    my $amount = $_[$i] - $base[$i];
    my $all = length $kept[$i];
    next if $amount <= 0 || $amount > $all || $amount < $all && $amount < $piece;
    if ($amount == $all) { $kept[$i] = "" } else { substr($kept[$i], 0, $amount) = "" }
    $base[$i] += $amount;
    $changed = 1 if $all >= $window;
  }
}
sub again_from {
  my ($number, $answer, @from) = @_;
  return if $number <= $replays || $from[2] ne $word;
  $replays = $number;
  for my $i (0, 1) {
    next if $from[$i] < $base[$i] || $from[$i] > $base[$i] + length $kept[$i];
    $unsent += $sent[$i] - $from[$i];
    $sent[$i] = $from[$i];
  }
  $wire = "\n=$answer\n";
  say_state();
  $exit_said = 0;
}
sub from_client {
  my $read = sysread STDIN, $heard, $piece, length $heard;
  if (!$read) { return if !defined $read && again(); leave() }
  understand();
}
sub understand {
  my ($at, $end) = (0);
  while (($end = index $heard, "\n", $at) >= 0) {
    my ($what, @with) = split " ", substr $heard, $at, $end - $at;
    if ($what eq "I") {
      last if length $heard < $end + 1 + $with[1];
      take($with[0], $end + 1, $with[1]);
      $end += $with[1];
    }
    elsif ($what eq "A") { read_up_to(@with) }
    elsif ($what eq "C") { $ending = 1; shut() if $in && $pending eq "" }
    elsif ($what eq "T") { if ($with[0] > $asked) { $asked = $with[0]; kill 15, $leader if !$dead } }
    elsif ($what eq "P") { say_state() }
    elsif ($what eq "K") { end_tree() if !$over }
    elsif ($what eq "R") { again_from(@with) }
    elsif ($what eq "B") { leave() }
    $at = $end + 1;
  }
  if ($at == length $heard) { $heard = "" } else { substr($heard, 0, $at) = "" }
}
sub from_program {
  my $i = shift;
  my $read = sysread $fh[$i], $fresh, $piece;
  if ($read) {
    $kept[$i] .= $fresh;
    $unsent += $read;
    $changed = 1 if length $kept[$i] >= $window;
    frame($i) if $wire eq "";
  }
  elsif (defined $read || !again()) { $done[$i] = $changed = 1 }
}
sub frame {
  my $i = shift;
  my $bytes = substr $kept[$i], $sent[$i] - $base[$i], $piece;
  my $size = length $bytes or return;
  utf8::encode $bytes;
  $wire .= "$tag[$i] $sent[$i] $size\n$bytes";
  $sent[$i] += $size;
  $unsent -= $size;
}
sub to_client {
  while (1) {
    if ($unsent) { if (length $wire < $piece) { frame(0); frame(1) } }
    elsif ($wire eq "") {
      return if !$over || $exit_said;
      $wire = "X " . ($status >> 8) . " " . ($status & 127) . "\n";
      $exit_said = 1;
    }
    my $put = syswrite STDOUT, $wire;
    if (!defined $put) { return if again(); leave() }
    if ($put == length $wire) { $wire = "" } else { substr($wire, 0, $put) = "" }
  }
}
${hurry}sub settle {
  my $was_idle = shift;
  end_tree() if !$alone;
  $rounds += $was_idle ? 40 : 1;
  $over = 1 if $alone && $done[0] && $done[1] || $rounds > 20000 || $alone && $rounds > 2000;
}
sub watch {
  ($watched, $changed) = ("", 0);
  vec($watched, 0, 1) = 1;
  for my $i (0, 1) { vec($watched, $no[$i], 1) = 1 if !$done[$i] && ($dead || length $kept[$i] < $window) }
  $closing ||= $done[0] && $done[1];
}
my ($ready, $r, $w, $nap);
while (1) {
  to_client() if $wire ne "" || $unsent || $over;
  watch() if $changed;
  if ($wire eq "" && $pending eq "" && $heard eq "" && !$unsent && !$over && !$closing && !$dead) {
    expect();
    ($ready, $r, $w) = hurry();
  }
  else {
    ($r, $w, $nap) = ($watched, undef, 1);
    if ($wire ne "" || $pending ne "") {
      $w = "";
      vec($w, 1, 1) = 1 if $wire ne "";
      vec($w, fileno $in, 1) = 1 if $pending ne "";
    }
    # A program's pipes close a moment before it can be collected, and its signal may come just too early.
    if ($closing && !$over) { $nap = $dead ? .01 : $closing < 10 ? .001 * 2 ** $closing++ : 1 }
    elsif ($dead && !$over) { $nap = .01 }
    $ready = select $r, $w, undef, $nap;
  }
  if ($ready > 0) {
    from_client() if vec $r, 0, 1;
    to_program() if defined $w && $pending ne "" && vec $w, fileno $in, 1;
    from_program(0) if vec $r, $no[0], 1;
    from_program(1) if vec $r, $no[1], 1;
  }
  reap() if !$over && ($died || $ready <= 0 || $dead);
  settle($ready <= 0) if $dead && !$over;
  leave() if $over && $ready == 0 && ++$idle > 600;
}
`;
