/**
 * The bridge in Perl, without a module, so that it is there in a few milliseconds. Arguments: the
 * channel's descriptor, the port, then the program and its arguments.
 *
 * It listens first and then makes a grandchild that serves, so that the program finds the port open,
 * has no child that it did not start, and holds neither the channel nor the listener.
 */
export const perlBridge = String.raw`
my ($fd, $port, @program) = @ARGV;
$| = 1;
sub stop { print STDERR "mcp-sandbox: $_[0]\n"; exit $_[1] }
my ($door, $channel);
socket($door, 2, 1, 0) && bind($door, pack("Sna4x8", 2, $port, "\x7f\0\0\1")) && listen($door, 128)
  or stop("the network bridge cannot listen: $!", 125);
open($channel, "+<&=", $fd) or stop("the network channel is missing: $!", 125);
my $child = fork;
defined $child or stop("the network bridge cannot start: $!", 125);
if ($child) {
  waitpid $child, 0;
  close $channel;
  close $door;
  exec { $program[0] } @program;
  my $missing = $! == 2;
  stop("$program[0]: $!", $missing ? 127 : 126);
}
exit if fork;
setpgrp;
open STDIN, "<", "/dev/null"; open STDOUT, ">", "/dev/null"; open STDERR, ">", "/dev/null";
$SIG{$_} = "IGNORE" for qw(TERM INT HUP PIPE);
$0 = "mcp-sandbox network bridge";
binmode $_ for $channel, $door;
fcntl($_, 4, 2048) for $channel, $door;

sub OPEN () { 1 } sub DATA () { 2 } sub FIN () { 3 } sub RESET () { 4 } sub CREDIT () { 5 }
sub again { $! == 11 || $! == 4 }
my ($window, $most, $next, $in, $out) = (131072, 64, 0, "", "");
my (%stream, %by);
sub say_frame { $out .= pack("NN", $_[0] << 24 | $_[1], $_[2] || 0) }
sub drop { my $s = delete $stream{$_[0]} or return; delete $by{fileno $s->{sock}}; close $s->{sock} }
sub fail { say_frame(RESET, $_[0]) if $stream{$_[0]}; drop($_[0]) }
sub settle {
  my ($id, $s) = @_;
  if ($s->{ended} && !$s->{shut} && $s->{out} eq "") { shutdown $s->{sock}, 1; $s->{shut} = 1 }
  drop($id) if $s->{shut} && $s->{done};
}
sub welcome {
  while (keys %stream < $most && accept(my $sock, $door)) {
    fcntl($sock, 4, 2048);
    do { $next = ($next + 1) & 0xffffff } while $stream{$next};
    $stream{$next} = { sock => $sock, out => "", credit => $window, owed => 0 };
    $by{fileno $sock} = $next;
    say_frame(OPEN, $next);
  }
}
sub from_program {
  my ($id, $s) = @_;
  my $most = $s->{credit} < 65536 ? $s->{credit} : 65536;
  my $got = sysread $s->{sock}, my $bytes, $most;
  if ($got) { $s->{credit} -= $got; say_frame(DATA, $id, $got); $out .= $bytes }
  elsif (defined $got) { $s->{done} = 1; say_frame(FIN, $id); settle($id, $s) }
  elsif (!again()) { fail($id) }
}
sub to_program {
  my ($id, $s) = @_;
  my $put = syswrite $s->{sock}, $s->{out};
  if (defined $put) {
    substr($s->{out}, 0, $put) = "";
    $s->{owed} += $put;
    if ($s->{owed} >= 32768) { say_frame(CREDIT, $id, $s->{owed}); $s->{owed} = 0 }
    settle($id, $s);
  } elsif (!again()) { fail($id) }
}
sub from_host {
  my $got = sysread $channel, $in, 262144, length $in;
  exit if defined $got ? !$got : !again();
  my $at = 0;
  while (length($in) - $at >= 8) {
    my ($head, $amount) = unpack "NN", substr($in, $at, 8);
    my ($kind, $id) = ($head >> 24, $head & 0xffffff);
    last if $kind == DATA && length($in) - $at < 8 + $amount;
    my $s = $stream{$id};
    if ($kind == DATA) {
      if ($s) { $s->{out} .= substr $in, $at + 8, $amount; to_program($id, $s) }
      $at += $amount;
    } elsif ($s) {
      if ($kind == CREDIT) { $s->{credit} += $amount }
      elsif ($kind == FIN) { $s->{ended} = 1; settle($id, $s) }
      elsif ($kind == RESET) { drop($id) }
    }
    $at += 8;
  }
  substr($in, 0, $at) = "";
}
sub to_host {
  my $put = syswrite $channel, $out;
  if (defined $put) { substr($out, 0, $put) = "" }
  elsif (!again()) { exit }
}
while (1) {
  my ($r, $w) = ("", "");
  vec($r, fileno $channel, 1) = 1;
  vec($r, fileno $door, 1) = 1 if keys %stream < $most;
  vec($w, fileno $channel, 1) = 1 if $out ne "";
  for my $s (values %stream) {
    vec($r, fileno $s->{sock}, 1) = 1 if !$s->{done} && $s->{credit} > 0 && length($out) < 1048576;
    vec($w, fileno $s->{sock}, 1) = 1 if $s->{out} ne "";
  }
  next if select($r, $w, undef, undef) < 0;
  from_host() if vec($r, fileno $channel, 1);
  for my $fd (keys %by) {
    my $id = $by{$fd};
    my $s = defined $id ? $stream{$id} : undef;
    to_program($id, $s) if $s && vec($w, $fd, 1);
    from_program($id, $s) if $s && $stream{$id} && vec($r, $fd, 1);
  }
  welcome() if vec($r, fileno $door, 1);
  to_host() if $out ne "";
}
`;
