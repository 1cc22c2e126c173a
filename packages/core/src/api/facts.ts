/** Facts about a machine. */
export interface Facts {
  /** `ID` of /etc/os-release: `debian`, `ubuntu`, `amzn`, `rhel`, `alpine` … */
  readonly os: string;
  /** `ID_LIKE`: related systems, nearest first. `rhel`, `centos` and `fedora` on Rocky Linux. */
  readonly osLike: readonly string[];
  /** `VERSION_ID`: `12`, `24.04`, `2023`. Empty where the system has none. */
  readonly osVersion: string;
  /** `PRETTY_NAME`, for messages. */
  readonly osName: string;
  /** `unknown`: one that fck does not recognize. zypper and pacman are recognized, but not supported. */
  readonly packageManager: 'apt' | 'dnf' | 'yum' | 'apk' | 'zypper' | 'pacman' | 'unknown';
  /** The output of `uname -m`: `x86_64`, `aarch64`. */
  readonly arch: string;
  readonly cpus: number;
  readonly init: 'systemd' | 'openrc' | 'unknown';
  readonly hostname: string;
  /** Login user, and its home folder. */
  readonly user: string;
  readonly home: string;
  /** The C library and its version, `glibc 2.36` or `musl`: a build needs the same or a newer one. */
  readonly libc: string;
  /** Whether cloud-init, the first set-up of a cloud machine, was still running: packages and users may be missing. */
  readonly cloudInitRuns: boolean;
  /** Whether SELinux denies what its policy does not allow, or only logs it. Undefined if it is off. */
  readonly selinux?: 'enforcing' | 'permissive' | undefined;
}
