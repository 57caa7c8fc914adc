/** The processors that the filter knows, by Node's names. */
export type Processor = "x64" | "arm64";

/** `AUDIT_ARCH_X86_64` and `AUDIT_ARCH_AARCH64`. Source: linux/audit.h. */
export const auditArch: Readonly<Record<Processor, number>> = {
  x64: 0xc000_003e,
  arm64: 0xc000_00b7,
};

/** The numbers of one system call; absent where the processor does not have it. */
export type Numbers = Readonly<Partial<Record<Processor, number>>>;

const both = (number: number): Numbers => ({ x64: number, arm64: number });
const each = (x64: number, arm64: number): Numbers => ({ x64, arm64 });
const oldStyle = (x64: number): Numbers => ({ x64 });

/**
 * Refused whatever the arguments: what makes or enters namespaces and mounts, looks into other
 * programs, loads code into the kernel, or has been the kernel's own door for attackers.
 */
export const refused: Readonly<Record<string, Numbers>> = {
  setns: each(308, 268),
  mount: each(165, 40),
  umount2: each(166, 39),
  pivot_root: each(155, 41),
  chroot: each(161, 51),
  open_tree: both(428),
  move_mount: both(429),
  fsopen: both(430),
  fsconfig: both(431),
  fsmount: both(432),
  fspick: both(433),
  mount_setattr: both(442),
  open_tree_attr: both(467),
  ptrace: each(101, 117),
  process_vm_readv: each(310, 270),
  process_vm_writev: each(311, 271),
  pidfd_getfd: both(438),
  bpf: each(321, 280),
  perf_event_open: each(298, 241),
  userfaultfd: each(323, 282),
  keyctl: each(250, 219),
  add_key: each(248, 217),
  request_key: each(249, 218),
  io_uring_setup: both(425),
  io_uring_enter: both(426),
  io_uring_register: both(427),
  kexec_load: each(246, 104),
  kexec_file_load: each(320, 294),
  init_module: each(175, 105),
  finit_module: each(313, 273),
  delete_module: each(176, 106),
  open_by_handle_at: each(304, 265),
  fanotify_init: each(300, 262),
  acct: each(163, 89),
  swapon: each(167, 224),
  swapoff: each(168, 225),
  reboot: each(169, 142),
  syslog: each(103, 116),
  settimeofday: each(164, 170),
  clock_settime: each(227, 112),
  clock_adjtime: each(305, 266),
  adjtimex: each(159, 171),
  sethostname: each(170, 161),
  setdomainname: each(171, 162),
  quotactl: each(179, 60),
  quotactl_fd: both(443),
  lookup_dcookie: each(212, 18),
  vhangup: each(153, 58),
  iopl: oldStyle(172),
  ioperm: oldStyle(173),
};

/**
 * Said not to exist, so that programs fall back to the older call: these keep in memory, where a
 * filter cannot look, what the older ones have in their arguments.
 */
export const unknown: Readonly<Record<string, Numbers>> = {
  clone3: both(435),
  openat2: both(437),
};

/** Allowed or refused by their arguments. */
export const inspected = {
  clone: each(56, 220),
  unshare: each(272, 97),
  ioctl: each(16, 29),
  socket: each(41, 198),
  socketpair: each(53, 199),
  open: oldStyle(2),
  openat: each(257, 56),
  creat: oldStyle(85),
  chmod: oldStyle(90),
  fchmod: each(91, 52),
  fchmodat: each(268, 53),
  fchmodat2: both(452),
  mknod: oldStyle(133),
  mknodat: each(259, 33),
} as const satisfies Readonly<Record<string, Numbers>>;
