/** As the call; rejects once the time is over, and the call goes on unheard. */
export function inTime(ms: number, call: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("The sandbox did not answer.")), ms);
    call.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
