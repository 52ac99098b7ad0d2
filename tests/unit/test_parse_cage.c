/*
 * What a child may not do, tried by one. Always built without sanitisers, whose run time needs
 * calls and memory that the cage takes away.
 */
#include "test.h"
/* cmocka comes first */
#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "parse_help.h"

enum { MEMORY = 256 << 20, CPU_SECONDS = 1, DID_IT = 77 };

/* The attempt returns what exit code it earned: 0 politely refused, DID_IT not refused at all. */
static int caged(int (*attempt)(void))
{
	static const struct parse_settings settings = { 1, 1, CPU_SECONDS, MEMORY };
	int pair[2], status = 0;

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);

	pid_t pid = fork();

	if (pid == 0) {
		struct cage cage;

		dup2(pair[0], CHILD_SOCKET);
		cage_prepare(&settings, &cage);
		cage_enter(&cage);
		_exit(attempt());
	}
	close(pair[0]);
	close(pair[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static int refused(bool is_done, int error)
{
	return is_done ? DID_IT : errno == error ? 0 : 1;
}

static int do_nothing(void)
{
	return 0;
}

static int do_open(void)
{
	return refused(open("/etc/passwd", O_RDONLY) >= 0, EACCES);
}

static int do_create(void)
{
	return refused(open("/tmp/hark-caged", O_WRONLY | O_CREAT, 0600) >= 0, EACCES);
}

static int do_stat(void)
{
	return refused(access("/etc/passwd", F_OK) == 0, EACCES);
}

static int do_write_to_standard_error(void)
{
	return refused(write(2, "x", 1) == 1, EBADF);
}

static int do_take_memory(void)
{
	return refused(mmap(NULL, MEMORY, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
			    0) != MAP_FAILED,
		       ENOMEM);
}

static int do_spin(void)
{
	for (volatile unsigned i = 0;; i++) {
	}
	return DID_IT;
}

static int do_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0 ? DID_IT : 1;
}

static int do_fork(void)
{
	return fork() >= 0 ? DID_IT : 1;
}

static int do_vfork(void)
{
	return syscall(SYS_vfork) >= 0 ? DID_IT : 1;
}

static int do_exec(void)
{
	return execl("/bin/true", "true", NULL);
}

static int do_kill(void)
{
	return kill(getppid(), 0) == 0 ? DID_IT : 1;
}

static int do_kill_directly(void)
{
	return syscall(SYS_kill, 1, 0) == 0 ? DID_IT : 1;
}

static int do_mprotect(void)
{
	static char page[8192];

	return syscall(SYS_mprotect, (uintptr_t)page & ~4095UL, 4096, PROT_READ | PROT_EXEC) == 0
		       ? DID_IT
		       : 1;
}

static int do_map_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
			       MAP_FAILED
		       ? 1
		       : DID_IT;
}

static int do_map_file(void)
{
	return mmap(NULL, 4096, PROT_READ, MAP_SHARED, CHILD_SOCKET, 0) == MAP_FAILED ? 1 : DID_IT;
}

static int do_raise_limit(void)
{
	struct rlimit limit = { RLIM_INFINITY, RLIM_INFINITY };

	return setrlimit(RLIMIT_AS, &limit) == 0 ? DID_IT : 1;
}

static int do_trace(void)
{
	return syscall(SYS_ptrace, 0, 0, 0, 0) == 0 ? DID_IT : 1;
}

static int do_receive_descriptor(void)
{
	struct msghdr message = { 0 };

	return recvmsg(CHILD_SOCKET, &message, MSG_DONTWAIT) >= 0 ? DID_IT : 1;
}

static int do_become_root(void)
{
	return syscall(SYS_setuid, 0) == 0 ? DID_IT : 1;
}

static int do_read_memory_of_parent(void)
{
	return syscall(SYS_process_vm_readv, 1, NULL, 0, NULL, 0, 0) == 0 ? DID_IT : 1;
}

static int do_io_uring(void)
{
	return syscall(SYS_io_uring_setup, 1, NULL) >= 0 ? DID_IT : 1;
}

static void the_cage_lets_an_honest_child_live(void **state)
{
	(void)state;
	assert_int_equal(caged(do_nothing), 0);
}

static void files_memory_and_descriptors_are_refused_politely(void **state)
{
	static int (*const attempts[])(void) = { do_open, do_create, do_stat,
						 do_write_to_standard_error, do_take_memory };

	(void)state;
	for (size_t i = 0; i < HK_COUNT(attempts); i++) {
		int status = caged(attempts[i]);

		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
}

static void everything_else_ends_the_child(void **state)
{
	static int (*const attempts[])(void) = {
		do_socket,      do_fork,
		do_vfork,       do_exec,
		do_kill,        do_kill_directly,
		do_mprotect,    do_map_code,
		do_map_file,    do_raise_limit,
		do_trace,       do_receive_descriptor,
		do_become_root, do_read_memory_of_parent,
		do_io_uring,
	};

	(void)state;
	for (size_t i = 0; i < HK_COUNT(attempts); i++) {
		int status = caged(attempts[i]);

		if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGSYS)
			fail_msg("attempt %zu came to status %x", i, (unsigned)status);
	}
}

static void a_child_that_spins_runs_out_of_time(void **state)
{
	int status = caged(do_spin);

	(void)state;
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGKILL);
}

/* The server alone makes filters. */
static int do_call_library(void)
{
	return seccomp_version() ? DID_IT : 1;
}

static int ending_of_child(void)
{
	int status = 0;
	pid_t pid = _Fork();

	if (pid == 0) {
		signal(SIGSEGV, SIG_DFL); /* the test's own would tell of it as a failure */
		_exit(do_call_library());
	}
	return waitpid(pid, &status, 0) == pid && WIFSIGNALED(status) ? WTERMSIG(status) : 0;
}

static void code_that_no_reader_calls_is_not_there_for_one(void **state)
{
	int status = 0;
	pid_t keeper = fork();

	(void)state;
	if (keeper == 0) {
		cage_empty();
		_exit(do_call_library() == DID_IT && ending_of_child() == SIGSEGV ? 0 : 1);
	}
	assert_int_equal(waitpid(keeper, &status, 0), keeper);
	assert_int_equal(status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_cage_lets_an_honest_child_live),
		cmocka_unit_test(files_memory_and_descriptors_are_refused_politely),
		cmocka_unit_test(everything_else_ends_the_child),
		cmocka_unit_test(a_child_that_spins_runs_out_of_time),
		cmocka_unit_test(code_that_no_reader_calls_is_not_there_for_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
