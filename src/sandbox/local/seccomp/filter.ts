import {
  and,
  answer,
  argument,
  callArch,
  callNumber,
  encode,
  type Instruction,
  load,
  skipIfEqual,
  skipUnlessAnyBit,
  skipUnlessAtLeast,
  skipUnlessEqual,
} from "./assemble.ts";
import {
  auditArch,
  inspected,
  type Numbers,
  type Processor,
  refused,
  unknown,
} from "./systemCalls.ts";

export interface FilterOptions {
  /** Whether a program may make unix sockets of its own. Only safe where no socket of the host is visible. */
  readonly unixSockets: boolean;
}

const allow = answer(0x7fff_0000);
const failWith = (errno: number): Instruction => answer(0x0005_0000 | errno);
const notPermitted = failWith(1); // EPERM
const noSuchCall = failWith(38); // ENOSYS
const noSuchFamily = failWith(97); // EAFNOSUPPORT

/** All CLONE_NEW… flags that `clone` takes. */
const newNamespaces = 0x7e02_0000;
/** The only one whose bit means something else to `clone`. */
const newTimeNamespace = 0x80;
const creating = 0x40 | 0x40_0000; // O_CREAT, O_TMPFILE
const setIdBits = 0o6000;
const fileType = 0o170000;
const characterDevice = 0o020000;
const blockDevice = 0o060000;
const terminalInput = 0x5412; // TIOCSTI: types into the terminal
const consolePaste = 0x541c; // TIOCLINUX
const family = { unix: 1, inet: 2, inet6: 10, netlink: 16 } as const;
/** Above this, x64 takes a call for one of the x32 kind, with other numbers. */
const x32Calls = 0x4000_0000;

/** The filter that every program in the jail runs under, as bytes for `bwrap --seccomp`. */
export function seccompFilter(processor: Processor, options: FilterOptions): Uint8Array {
  return encode([
    load(callArch),
    skipIfEqual(auditArch[processor], 1),
    noSuchCall,
    load(callNumber),
    ...(processor === "x64" ? [skipUnlessAtLeast(x32Calls, 1), noSuchCall] : []),
    ...Object.values(refused).flatMap((call) => when(call, processor, [notPermitted])),
    ...Object.values(unknown).flatMap((call) => when(call, processor, [noSuchCall])),
    ...rules(options).flatMap(([call, rule]) => when(call, processor, rule)),
    allow,
  ]);
}

export function isProcessor(name: string): name is Processor {
  return Object.hasOwn(auditArch, name);
}

/** The rule for one call; it must end in an answer. Nothing where the processor does not have the call. */
function when(call: Numbers, processor: Processor, rule: readonly Instruction[]): Instruction[] {
  const number = call[processor];
  return number === undefined ? [] : [skipUnlessEqual(number, rule.length), ...rule];
}

function rules(options: FilterOptions): readonly (readonly [Numbers, readonly Instruction[]])[] {
  return [
    [inspected.clone, withoutBits(0, newNamespaces)],
    [inspected.unshare, withoutBits(0, newNamespaces | newTimeNamespace)],
    [inspected.ioctl, withoutValues(1, [terminalInput, consolePaste])],
    [inspected.socket, families(options)],
    [inspected.socketpair, [load(argument(0)), skipIfEqual(family.unix, 1), noSuchFamily, allow]],
    [inspected.open, creatingWithoutSetId(1, 2)],
    [inspected.openat, creatingWithoutSetId(2, 3)],
    [inspected.creat, withoutBits(1, setIdBits)],
    [inspected.chmod, withoutBits(1, setIdBits)],
    [inspected.fchmod, withoutBits(1, setIdBits)],
    [inspected.fchmodat, withoutBits(2, setIdBits)],
    [inspected.fchmodat2, withoutBits(2, setIdBits)],
    [inspected.mknod, plainNode(1)],
    [inspected.mknodat, plainNode(2)],
  ];
}

function withoutBits(index: number, bits: number): Instruction[] {
  return [load(argument(index)), skipUnlessAnyBit(bits, 1), notPermitted, allow];
}

function withoutValues(index: number, values: readonly number[]): Instruction[] {
  const refusals = values.flatMap((value) => [skipUnlessEqual(value, 1), notPermitted]);
  return [load(argument(index)), ...refusals, allow];
}

/** The mode means something only when the call may create a file; otherwise it is whatever was in the register. */
function creatingWithoutSetId(flags: number, mode: number): Instruction[] {
  return [load(argument(flags)), skipUnlessAnyBit(creating, 3), ...withoutBits(mode, setIdBits)];
}

/** Pipes and the like with a name, but no devices and no set-id bits. */
function plainNode(mode: number): Instruction[] {
  return [
    load(argument(mode)),
    and(fileType),
    skipUnlessEqual(characterDevice, 1),
    notPermitted,
    skipUnlessEqual(blockDevice, 1),
    notPermitted,
    ...withoutBits(mode, setIdBits),
  ];
}

/** The internet, and of netlink only what lists one's own interfaces (protocol NETLINK_ROUTE, 0). */
function families(options: FilterOptions): Instruction[] {
  const allowed = [family.inet, family.inet6, ...(options.unixSockets ? [family.unix] : [])];
  return [
    load(argument(0)),
    ...allowed.flatMap((one) => [skipUnlessEqual(one, 1), allow]),
    skipIfEqual(family.netlink, 1),
    noSuchFamily,
    load(argument(2)),
    skipIfEqual(0, 1),
    noSuchFamily,
    allow,
  ];
}
