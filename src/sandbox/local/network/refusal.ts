/** Why a stream may not go on; the message completes "HOST:PORT blocked: it …". */
export class Refusal extends Error {}
