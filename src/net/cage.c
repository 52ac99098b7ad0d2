#include "net/cage.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"

enum {
	NOBODY = 65534,
	DNS_PORT = 53,
	HTTP_PORT = 80,
	HTTPS_PORT = 443,
	FILES_MAX = 32,
	MEGABYTE = 1024 * 1024
};

#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define __SANITIZE_ADDRESS__ 1
#endif
#endif

#ifdef __SANITIZE_ADDRESS__
static const uint64_t memory_max = RLIM_INFINITY; /* its shadow needs terabytes of addresses */
#else
static const uint64_t memory_max = (uint64_t)768 * MEGABYTE;
#endif

/* Our own copies: Debian 12's header ends at the first member and knows no ports. */
struct ruleset {
	uint64_t files, network, scopes;
};

struct port_rule {
	uint64_t access, port;
};

enum { RULE_PORT = 2, NETWORK_BIND = 1, NETWORK_CONNECT = 2, SCOPES_ALL = 3 };

enum { ABI_PORTS = 4, ABI_SCOPES = 6 };

/* What name resolution and TLS read: of the system, no secrets. */
static const char *const readable[] = {
	"/etc/resolv.conf",
	"/etc/hosts",
	"/etc/host.conf",
	"/etc/nsswitch.conf",
	"/etc/gai.conf",
	"/etc/services",
	"/etc/ld.so.cache",
	"/etc/ssl/certs",
	"/etc/ssl/openssl.cnf",
	"/etc/gnutls",
	"/etc/localtime",
	"/usr/share/ca-certificates",
	"/usr/share/zoneinfo",
	"/run/systemd/resolve",
	"/usr/lib",
	"/lib",
	"/lib64",
};

static long landlock_version(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
}

static uint64_t files_all(long version)
{
	if (version >= 5)
		return 0xffff; /* with ioctl on devices */
	if (version >= 3)
		return 0x7fff; /* with truncate */
	return version == 2 ? 0x3fff : 0x1fff;
}

static int ruleset_new(const struct ruleset *rules, long version)
{
	size_t size = version >= ABI_SCOPES  ? sizeof(*rules)
		      : version >= ABI_PORTS ? offsetof(struct ruleset, scopes)
					     : offsetof(struct ruleset, network);

	return (int)syscall(SYS_landlock_create_ruleset, rules, size, 0);
}

static bool path_allow(int ruleset, const char *path)
{
	scoped_fd fd = open(path, O_PATH | O_CLOEXEC);
	struct landlock_path_beneath_attr rule = { .allowed_access = LANDLOCK_ACCESS_FS_READ_FILE |
								     LANDLOCK_ACCESS_FS_READ_DIR,
						   .parent_fd = fd };

	if (fd < 0)
		return true; /* what is not there need not be allowed */
	if (syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0)
		return true;
	rule.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE; /* a file is no folder */
	return syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
}

static bool port_allow(int ruleset, uint16_t port)
{
	struct port_rule rule = { NETWORK_CONNECT, port };

	return syscall(SYS_landlock_add_rule, ruleset, RULE_PORT, &rule, 0) == 0;
}

/* Looked up anew for each child: resolv.conf may be another file than it was. */
static enum hk_result files_and_ports_forbid(const uint16_t *ports, size_t count)
{
	long version = landlock_version();
	struct ruleset rules = { .files = files_all(version),
				 .network = NETWORK_BIND | NETWORK_CONNECT,
				 .scopes = SCOPES_ALL };

	if (version < 1) {
		hk_log(HK_LOG_WARNING, "net.cage", "landlock=missing");
		return HK_OK;
	}

	scoped_fd ruleset = ruleset_new(&rules, version);

	if (ruleset < 0)
		return HK_UNAVAILABLE;
	for (size_t i = 0; i < HK_COUNT(readable); i++)
		if (!path_allow(ruleset, readable[i]))
			return HK_UNAVAILABLE;
	for (size_t i = 0; i < count; i++)
		if (version >= ABI_PORTS && !port_allow(ruleset, ports[i]))
			return HK_UNAVAILABLE;
	return syscall(SYS_landlock_restrict_self, ruleset, 0) ? HK_UNAVAILABLE : HK_OK;
}

static const int allowed[] = {
	SCMP_SYS(read),
	SCMP_SYS(write),
	SCMP_SYS(readv),
	SCMP_SYS(writev),
	SCMP_SYS(pread64),
	SCMP_SYS(recvfrom),
	SCMP_SYS(recvmsg),
	SCMP_SYS(recvmmsg),
	SCMP_SYS(sendto),
	SCMP_SYS(sendmsg),
	SCMP_SYS(sendmmsg),
	SCMP_SYS(poll),
	SCMP_SYS(ppoll),
	SCMP_SYS(select),
	SCMP_SYS(pselect6),
	SCMP_SYS(connect),
	SCMP_SYS(getsockname),
	SCMP_SYS(getpeername),
	SCMP_SYS(setsockopt),
	SCMP_SYS(getsockopt),
	SCMP_SYS(shutdown),
	SCMP_SYS(close),
	SCMP_SYS(open),
	SCMP_SYS(openat),
	SCMP_SYS(fstat),
	SCMP_SYS(stat),
	SCMP_SYS(lstat),
	SCMP_SYS(newfstatat),
	SCMP_SYS(statx),
	SCMP_SYS(access),
	SCMP_SYS(faccessat),
	SCMP_SYS(readlink),
	SCMP_SYS(readlinkat),
	SCMP_SYS(lseek),
	SCMP_SYS(getdents64),
	SCMP_SYS(mmap),
	SCMP_SYS(munmap),
	SCMP_SYS(mremap),
	SCMP_SYS(mprotect),
	SCMP_SYS(madvise),
	SCMP_SYS(brk),
	SCMP_SYS(futex),
	SCMP_SYS(clock_gettime),
	SCMP_SYS(clock_nanosleep),
	SCMP_SYS(nanosleep),
	SCMP_SYS(gettimeofday),
	SCMP_SYS(time),
	SCMP_SYS(getrandom),
	SCMP_SYS(getpid),
	SCMP_SYS(gettid),
	SCMP_SYS(getuid),
	SCMP_SYS(geteuid),
	SCMP_SYS(getgid),
	SCMP_SYS(getegid),
	SCMP_SYS(uname),
	SCMP_SYS(sysinfo),
	SCMP_SYS(getrusage),
	SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(sigaltstack),
	SCMP_SYS(restart_syscall),
	SCMP_SYS(sched_yield),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
};

/* Nobody calls these by mistake: end at once and be heard of. Whatever is in neither list fails
 * with EPERM, because libraries that look up names try much and fall back politely. */
static const int deadly[] = {
	SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(ptrace), SCMP_SYS(process_vm_readv),
	SCMP_SYS(kill),   SCMP_SYS(listen),   SCMP_SYS(accept), SCMP_SYS(accept4),
	SCMP_SYS(fork),   SCMP_SYS(vfork),    SCMP_SYS(setuid), SCMP_SYS(mount),
	SCMP_SYS(bpf),    SCMP_SYS(unshare),  SCMP_SYS(setns),  SCMP_SYS(io_uring_setup),
};

/* Streams and datagrams to servers and to name services; no raw or netlink sockets. */
static int sockets_allow(scmp_filter_ctx filter)
{
	static const int families[] = { AF_INET, AF_INET6, AF_UNIX };
	int failed = 0;

	for (size_t i = 0; i < HK_COUNT(families); i++)
		failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), 1,
					   SCMP_A0(SCMP_CMP_EQ, (unsigned)families[i], 0));
	failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
				   SCMP_A1(SCMP_CMP_EQ, FIONREAD, 0));
	failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
				   SCMP_A1(SCMP_CMP_EQ, F_GETFL, 0));
	failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
				   SCMP_A1(SCMP_CMP_EQ, F_SETFL, 0));
	failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1,
				   SCMP_A1(SCMP_CMP_EQ, F_SETFD, 0));
	return failed;
}

static enum hk_result calls_forbid(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int failed = filter ? sockets_allow(filter) : -1;

	for (size_t i = 0; i < HK_COUNT(allowed) && !failed; i++)
		failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0);
	for (size_t i = 0; i < HK_COUNT(deadly) && !failed; i++)
		failed = seccomp_rule_add(filter, SCMP_ACT_KILL_PROCESS, deadly[i], 0);
	if (!failed)
		failed = seccomp_load(filter);
	seccomp_release(filter);
	return failed ? HK_UNAVAILABLE : HK_OK;
}

static enum hk_result cap(int resource, uint64_t value)
{
	struct rlimit limit = { value, value };

	return setrlimit((__rlimit_resource_t)resource, &limit) ? HK_UNAVAILABLE : HK_OK;
}

enum hk_result net_cage_role(void)
{
	if (geteuid() == 0 && (setgroups(0, NULL) || setresgid(NOBODY, NOBODY, NOBODY) ||
			       setresuid(NOBODY, NOBODY, NOBODY)))
		return HK_UNAVAILABLE;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
		return HK_UNAVAILABLE;
	HK_TRY(cap(RLIMIT_CORE, 0));
	return cap(RLIMIT_FSIZE, 0);
}

static enum hk_result child_cage(const uint16_t *ports, size_t count)
{
	HK_TRY(cap(RLIMIT_NPROC, 0));
	HK_TRY(cap(RLIMIT_NOFILE, FILES_MAX));
	HK_TRY(cap(RLIMIT_AS, memory_max));
	HK_TRY(files_and_ports_forbid(ports, count));
	return calls_forbid();
}

enum hk_result net_cage_child(uint16_t port)
{
	const uint16_t ports[] = { port, DNS_PORT };

	return child_cage(ports, HK_COUNT(ports));
}

enum hk_result net_cage_fetch(uint16_t port)
{
	const uint16_t ports[] = { HTTP_PORT, HTTPS_PORT, DNS_PORT, port };

	return child_cage(ports, port ? HK_COUNT(ports) : HK_COUNT(ports) - 1);
}
