#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <link.h>
#include <seccomp.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "parse/inside.h"

/*
 * AddressSanitizer reserves terabytes of address space and its reports need standard error and a
 * few calls more, so its builds have a looser cage; the tests of the cage are always built plain.
 */
#if defined(__SANITIZE_ADDRESS__)
enum { IS_SANITIZED = 1 };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
enum { IS_SANITIZED = 1 };
#else
enum { IS_SANITIZED = 0 };
#endif
#else
enum { IS_SANITIZED = 0 };
#endif

enum { NOBODY = 65534, NEVER = 2 };

/* Our own copy: Debian 12's header ends at the first member. */
struct ruleset {
	uint64_t files, network, scopes;
};

static const int allowed[] = { SCMP_SYS(read),       SCMP_SYS(write),  SCMP_SYS(brk),
			       SCMP_SYS(munmap),     SCMP_SYS(mremap), SCMP_SYS(madvise),
			       SCMP_SYS(exit_group), SCMP_SYS(futex),  SCMP_SYS(clock_gettime) };

static const int allowed_sanitized[] = { SCMP_SYS(getpid),         SCMP_SYS(gettid),
					 SCMP_SYS(sched_yield),    SCMP_SYS(sigaltstack),
					 SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigaction) };

/* glibc falls back politely when these say no; anything else ends the process. */
static const int refused[] = { SCMP_SYS(open),       SCMP_SYS(openat), SCMP_SYS(access),
			       SCMP_SYS(newfstatat), SCMP_SYS(fstat),  SCMP_SYS(readlink) };

static void cap(int resource, uint64_t value)
{
	struct rlimit limit = { value, value };

	if (setrlimit((__rlimit_resource_t)resource, &limit))
		_exit(NEVER);
}

static void files_forbid(void)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, 1);
	struct ruleset none = { version >= 5   ? 0xffff
				: version >= 3 ? 0x7fff
				: version == 2 ? 0x3fff
					       : 0x1fff,
				3, 3 };
	size_t size = version >= 6 ? 24 : version >= 4 ? 16 : 8;

	if (version < 1)
		return; /* an older kernel: seccomp stands alone */

	int ruleset = (int)syscall(SYS_landlock_create_ruleset, &none, size, 0);

	if (ruleset < 0 || syscall(SYS_landlock_restrict_self, ruleset, 0))
		_exit(NEVER);
	close(ruleset);
}

static int rules_add(scmp_filter_ctx filter, uint32_t action, const int *calls, size_t count)
{
	int failed = 0;

	for (size_t i = 0; i < count; i++)
		failed |= seccomp_rule_add(filter, action, calls[i], 0);
	return failed;
}

/* The filter as code, so that a child need not compile it: that would be most of its start. */
static void filter_compile(struct cage *ret)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	int failed = rules_add(filter, SCMP_ACT_ALLOW, allowed, G_N_ELEMENTS(allowed));

	failed |= rules_add(filter, SCMP_ACT_ERRNO(EACCES), refused, G_N_ELEMENTS(refused));
	if (IS_SANITIZED)
		failed |= rules_add(filter, SCMP_ACT_ALLOW, allowed_sanitized,
				    G_N_ELEMENTS(allowed_sanitized));
	/* Memory, never code: no file behind it and nothing executable. */
	failed |= seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2,
				   SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
				   SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_ANONYMOUS, MAP_ANONYMOUS));

	int file = memfd_create("filter", MFD_CLOEXEC);

	failed |= file < 0 || seccomp_export_bpf(filter, file);

	off_t size = lseek(file, 0, SEEK_END);

	if (failed || size <= 0)
		_exit(NEVER);
	ret->code = g_malloc((gsize)size);
	ret->count = (unsigned short)((size_t)size / sizeof(*ret->code));
	if (pread(file, ret->code, (size_t)size, 0) != size)
		_exit(NEVER);
	close(file);
	seccomp_release(filter);
}

void cage_prepare(const struct parse_settings *settings, struct cage *ret)
{
	ret->settings = *settings;
	filter_compile(ret);
	if (geteuid() == 0 && (setgroups(0, NULL) || setresgid(NOBODY, NOBODY, NOBODY) ||
			       setresuid(NOBODY, NOBODY, NOBODY)))
		_exit(NEVER);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
		_exit(NEVER);
	files_forbid();
	cap(RLIMIT_CORE, 0);
	cap(RLIMIT_FSIZE, 0);
}

/* What the server calls and no reader does, and what the MIME library brings for others. */
static const char *const unread[] = {
	"libassuan",  "libblkid",   "libexttextcat", "libgmp",     "libgnutls",   "libgpg-error",
	"libgpgme",   "libhogweed", "libicui18n",    "libisal",    "libjansson",  "libmd4c",
	"libmount",   "libnettle",  "libmicrohttpd", "libp11-kit", "libqrencode", "libseccomp",
	"libselinux", "libsodium",  "libsqlite3",    "libstemmer", "libtasn1",
};

static bool is_unread(const char *path)
{
	const char *slash = strrchr(path, '/');

	for (size_t i = 0; slash && i < G_N_ELEMENTS(unread); i++)
		if (g_str_has_prefix(slash + 1, unread[i]))
			return true;
	return false;
}

/* Its names stay, for the loader goes through those of all when a charset is asked for. */
static int library_leave(struct dl_phdr_info *library, size_t size, void *data)
{
	const uintptr_t inside = (uintptr_t)sysconf(_SC_PAGESIZE) - 1;
	const ElfW(Phdr) *parts = library->dlpi_phdr;
	uintptr_t kept = 0;

	(void)size;
	(void)data;
	if (!is_unread(library->dlpi_name))
		return 0;
	for (size_t i = 0; i < library->dlpi_phnum; i++)
		if (parts[i].p_type == PT_GNU_RELRO)
			kept = (parts[i].p_vaddr + parts[i].p_memsz + inside) & ~inside;
	for (size_t i = 0; i < library->dlpi_phnum; i++) {
		uintptr_t start = parts[i].p_vaddr, end = start + parts[i].p_memsz;

		if (parts[i].p_type != PT_LOAD || parts[i].p_offset == 0)
			continue;
		if (parts[i].p_flags & PF_W)
			start = MAX(start, kept);
		start = library->dlpi_addr + start - (start & inside);
		end += library->dlpi_addr;
		if (start >= end)
			continue;
		/* NOLINTNEXTLINE(performance-no-int-to-ptr): the loader has numbers */
		madvise((void *)start, end - start, MADV_DONTFORK);
	}
	return 0;
}

void cage_empty(void)
{
	if (!IS_SANITIZED)
		dl_iterate_phdr(library_leave, NULL);
}

void cage_enter(const struct cage *cage)
{
	struct sock_fprog program = { .len = cage->count, .filter = cage->code };

	if ((!IS_SANITIZED && close_range(0, CHILD_SOCKET - 1, 0)) ||
	    close_range(CHILD_SOCKET + 1, ~0U, 0))
		_exit(NEVER);
	cap(RLIMIT_NPROC, 0);
	cap(RLIMIT_NOFILE, CHILD_SOCKET + 1);
	cap(RLIMIT_CPU, cage->settings.cpu_seconds);
	if (!IS_SANITIZED)
		cap(RLIMIT_AS, cage->settings.memory_bytes);
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0))
		_exit(NEVER);
}
