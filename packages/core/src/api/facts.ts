/** What kind of machine a host is. */
export interface Facts {
  /** `ID` of /etc/os-release: `debian`, `ubuntu`, `amzn`, `rhel`, `alpine` … */
  readonly os: string;
  /** `ID_LIKE`: the systems that this one is like, nearest first. `rhel`, `centos` and `fedora` on Rocky Linux. */
  readonly osLike: readonly string[];
  /** `VERSION_ID`: `12`, `24.04`, `2023`. Empty where the system has none. */
  readonly osVersion: string;
  /** `PRETTY_NAME`, for messages. */
  readonly osName: string;
  /** That of the system; `unknown` stands for one that fck knows nothing of. zypper and pacman are recognized, but not supported. */
  readonly packageManager: 'apt' | 'dnf' | 'yum' | 'apk' | 'zypper' | 'pacman' | 'unknown';
  /** As `uname -m` says it: `x86_64`, `aarch64`. */
  readonly arch: string;
  readonly cpus: number;
  readonly init: 'systemd' | 'openrc' | 'unknown';
  readonly hostname: string;
  /** Login user, and its home folder. */
  readonly user: string;
  readonly home: string;
  /** The C library and its version, `glibc 2.36` or `musl`: a build runs only where it is the same or newer. */
  readonly libc: string;
  /** Whether cloud-init, the first set-up of a cloud's machine, had not ended yet: packages and users may be missing. */
  readonly cloudInitRuns: boolean;
  /** Whether SELinux denies what its policy does not allow, or only logs it. Undefined where it is off. */
  readonly selinux?: 'enforcing' | 'permissive' | undefined;
}
