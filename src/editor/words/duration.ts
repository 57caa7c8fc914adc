/** A length of time as people say it: `40 ms`, `1.2 s`, `12 s`, `2 min 5 s`, `1 h 3 min`. */
export function duration(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  if (whole < 1000) return `${whole} ms`;
  return whole < 9_950 ? `${(whole / 1000).toFixed(1)} s` : wholeSeconds(Math.round(whole / 1000));
}

/** The same for a clock that ticks once a second: `0 s`, `1 s`, `2 min 5 s`. */
export function elapsed(ms: number): string {
  return wholeSeconds(Math.max(0, Math.floor(ms / 1000)));
}

/** The same where a little more or less says nothing: `a few seconds`, `50 s`, `4 min`, `3 days`. */
export function roughly(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 10) return "a few seconds";
  if (seconds < 60) return `${seconds - (seconds % 10)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? two(hours, "h", minutes % 60, "min") : `${Math.floor(hours / 24)} days`;
}

function wholeSeconds(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return two(minutes, "min", seconds % 60, "s");
  return two(Math.floor(minutes / 60), "h", minutes % 60, "min");
}

function two(large: number, unit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smallUnit}`;
}
