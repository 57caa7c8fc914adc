/**
 * The part of the relay that most calls meet: what it costs is what a call costs more. Each step
 * before a write counts, so what the next piece needs is made after the one before.
 */
export const hurry = String.raw`# The most frequent case in few steps: a piece comes, and goes at once. Returns with what is ready, if
# anything is, when it is another case.
sub hurry {
  my ($r, $end, $size, $put);
  while (!$died) {
    my $ready = select $r = $watched, undef, undef, 1;
    return ($ready, $r) if $ready != 1;
    if (vec $r, 0, 1) {
      sysread STDIN, $heard, $piece or return ($ready, $r);
      $end = index $heard, "\n";
      $size = substr $heard, length $next, $end - length $next;
      if (index($heard, $next) || length $heard != $end + 1 + $size || !$in) { understand(); return (0) }
      $put = syswrite $in, $heard, $size, $end + 1 or understand(), return (0);
      $next = "I " . ($got += $size) . " ";
      $taken += $put;
      if ($put < $size) { $pending = substr $heard, $end + 1 + $put; $heard = ""; return (0) }
      $heard = "";
      if ($taken - $told >= $told_each) { say_state(); return (0) }
    }
    else {
      my $i = vec($r, $no[0], 1) ? 0 : 1;
      $size = sysread $fh[$i], $fresh, $piece or return ($ready, $r);
      utf8::encode(my $bytes = $fresh);
      $bytes = "$head[$i]$size\n$bytes";
      $put = syswrite STDOUT, $bytes or again() or leave();
      $head[$i] = "$tag[$i] " . ($sent[$i] += $size) . " ";
      $kept[$i] .= $fresh;
      if ($put != length $bytes) { $wire = $put ? substr $bytes, $put : $bytes; return (0) }
      if (length $kept[$i] >= $window) { $changed = 1; return (0) }
    }
  }
  return (0);
}
`;
