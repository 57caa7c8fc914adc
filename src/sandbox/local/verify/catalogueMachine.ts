import type { Attack } from "./attack.ts";
import { rows } from "./catalogueFiles.ts";

const network = rows("network", "contact", [
  ["N1", "a service of the host on 127.0.0.1"],
  ["N2", "a service of the host on its own address"],
  ["N3", "a service of the host on ::1"],
  ["N4", "a route to the world", "word"],
  ["N5", "a datagram"],
  ["N6", "a unix socket of the host"],
  ["N7", "an abstract socket of the host"],
  ["N8", "a unix socket in a granted folder"],
  ["N21", "raw packets", "word"],
  ["N22", "the hypervisor's sockets", "word"],
  ["N23", "the kernel's crypto sockets", "word"],
  ["N24", "the kernel's control sockets", "word"],
  ["N25", "rare protocol families", "word"],
  ["N26", "a socket offered to the host in a granted folder", "word"],
]);

const proxy = rows("proxy", "contact", [
  ["N10", "another host"],
  ["N11", "the host's loopback"],
  ["N12", "the host's loopback as localhost"],
  ["N13", "the cloud's metadata address", "word"],
  ["N14", "an address that was not granted"],
  ["N15", "an address as one number"],
  ["N16", "an address mapped into IPv6"],
  ["N17", "another port of the granted host"],
  ["N18", "a name with a trailing dot, NUL or @"],
  ["N19", "names that begin or end like the granted one"],
  ["N20", "another host behind the granted one's name"],
  ["N27", "a plain request with another Host line"],
  ["N28", "a second request behind a granted one"],
  ["N30", "another host behind the granted one's name, in plain HTTP"],
  ["N31", "a second TLS greeting, for another host"],
]);

const reachable: readonly Attack[] = rows("proxy", "contact", [
  ["N9", "the granted host by TLS"],
  ["N29", "the granted host by a plain request"],
]).map((row): Attack => ({ ...row, granted: true }));

const processes = rows("processes", "word", [
  ["P1", "a host process to signal"],
  ["P2", "a signal to a host process", "contact"],
  ["P3", "a host process's memory by ptrace", "secret"],
  ["P4", "a host process's memory by process_vm_readv", "secret"],
  ["P5", "a nested user namespace"],
  ["P6", "a mount of its own"],
  ["P7", "the namespaces of another process"],
  ["P9", "a host program's System V shared memory", "secret"],
  ["P10", "typing into a terminal"],
  ["P11", "a host process's memory by /proc", "secret"],
  ["P12", "a descriptor of another process"],
  ["P13", "the host's process group, session or terminal"],
  ["P14", "a nested user namespace by clone"],
  ["P15", "a nested user namespace by clone3"],
  ["P16", "another user's number"],
  ["P17", "a place in front of the host's programs"],
  ["P18", "the limits of a host process"],
]);

const kernel = rows("kernel", "word", [
  ["P8", "io_uring"],
  ["K1", "bpf"],
  ["K2", "perf events"],
  ["K3", "userfaultfd"],
  ["K4", "the keyring calls"],
  ["K5", "calls by the x32 numbers"],
  ["K6", "calls by the 32-bit entrance"],
  ["K7", "modules, kexec, reboot, pivot_root, chroot"],
  ["K8", "the kernel's log"],
  ["K9", "the kernel's memory"],
  ["K10", "the kernel's addresses"],
  ["K11", "devices"],
  ["K12", "writable files of /proc"],
  ["K13", "writable files of /sys"],
  ["K14", "control groups"],
]);

const confinement = rows("confinement", "word", [
  ["J1", "a process that is less confined"],
  ["J2", "set-uid programs"],
  ["J3", "the jail's own channel"],
  ["J4", "the memory of the jail's other processes"],
  ["J5", "read-only parts of the jail"],
  ["J6", "noise on the jail's channel"],
  ["J8", "the program file of the jail itself"],
  ["J7", "the host's folders in the jail's own processes"],
  ["O1", "terminal control in what an install command says", "host"],
]);

const limits = rows("limits", "word", [
  ["L1", "a fork bomb"],
  ["L2", "a memory bomb of four processes"],
  ["L3", "a file without end"],
  ["L4", "filling /tmp and its like"],
  ["L5", "more processor time than allowed"],
  ["L6", "a core dump"],
]);

const starts = rows("starts", "secret", [
  ["T1", "a granted folder turned into a link"],
  ["T2", "a granted folder swapped for a link while a sandbox opens"],
  ["T3", "links at protected names", "host"],
  ["T4", "links in the private home that a new one begins with"],
  ["T5", "links where a folder is mounted later", "host"],
  ["T6", "a repository's config that the host has replaced meanwhile", "host"],
  ["T7", "a shell file that the host has replaced meanwhile, unnoticed", "host"],
]);

const ends = rows("ends", "host", [["D1", "a daemon that left its parents"]]);

export const machineAttacks: readonly Attack[] = [
  ...network,
  ...reachable,
  ...proxy,
  ...processes,
  ...kernel,
  ...confinement,
  ...limits,
  ...starts,
  ...ends,
];
