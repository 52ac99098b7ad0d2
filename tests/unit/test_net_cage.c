#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <netdb.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "net/cage.h"
#include "test.h"

enum { PORT = 2525, REFUSED = 0, DONE = 1, UNCAGED = 99 };

/* What a taken-over child would try: 0 when it was refused, 1 when it was done. */
typedef int attempt(void);

/* Runs it in a process that is caged first. Negative: the signal that ended it. */
static int caged(attempt *try)
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		if (net_cage_role() != HK_OK || net_cage_child(PORT) != HK_OK)
			_exit(UNCAGED);
		_exit(try());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static int opened(const char *path, int flags)
{
	return open(path, flags | O_CLOEXEC, 0600) >= 0;
}

static int read_password(void)
{
	return opened("/etc/passwd", O_RDONLY);
}

static int read_process(void)
{
	return opened("/proc/self/maps", O_RDONLY);
}

static int write_file(void)
{
	return opened("/tmp/hark-test-cage", O_WRONLY | O_CREAT) || opened("/dev/null", O_WRONLY);
}

static int read_names(void)
{
	return opened("/etc/hosts", O_RDONLY) && opened("/etc/nsswitch.conf", O_RDONLY);
}

static int dial(int port)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons((uint16_t)port),
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return DONE;
	return errno == EACCES ? REFUSED : DONE; /* nobody listens: it was tried */
}

static int dial_server(void)
{
	return dial(PORT);
}

static int dial_other(void)
{
	return dial(PORT + 1);
}

static int find_name(void)
{
	struct addrinfo *addresses = NULL;

	return getaddrinfo("localhost", "25", NULL, &addresses) == 0;
}

static int bind_port(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET };

	return bind(socket(AF_INET, SOCK_STREAM, 0), (struct sockaddr *)&address,
		    sizeof(address)) == 0;
}

static int raw_socket(void)
{
	return socket(AF_PACKET, SOCK_RAW, 0) >= 0 || socket(AF_NETLINK, SOCK_RAW, 0) >= 0;
}

static int listen_port(void)
{
	return listen(socket(AF_INET, SOCK_STREAM, 0), 1) == 0;
}

static int run_program(void)
{
	execl("/bin/true", "true", NULL);
	return REFUSED;
}

static int make_process(void)
{
	return fork() >= 0;
}

static int trace_parent(void)
{
	return ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0;
}

static int kill_parent(void)
{
	return kill(getppid(), 0) == 0;
}

static int become_root(void)
{
	return setuid(0) == 0;
}

static bool has_landlock(long least)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) >=
	       least;
}

static void a_caged_child_can_still_find_and_reach_its_server(void **state)
{
	(void)state;
	assert_int_equal(caged(find_name), DONE);
	assert_int_equal(caged(read_names), DONE);
	assert_int_equal(caged(dial_server), DONE);
}

static void a_caged_child_reads_no_other_file_and_writes_none(void **state)
{
	(void)state;
	if (!has_landlock(1))
		skip();
	assert_int_equal(caged(read_password), REFUSED);
	assert_int_equal(caged(read_process), REFUSED);
	assert_int_equal(caged(write_file), REFUSED);
}

static void a_caged_child_reaches_no_other_port(void **state)
{
	(void)state;
	if (!has_landlock(4))
		skip();
	assert_int_equal(caged(dial_other), REFUSED);
}

static void a_caged_child_takes_no_connections_and_makes_no_odd_sockets(void **state)
{
	(void)state;
	assert_int_equal(caged(bind_port), REFUSED);
	assert_int_equal(caged(raw_socket), REFUSED);
	assert_int_equal(caged(listen_port), -SIGSYS);
}

static void a_caged_child_touches_no_other_process(void **state)
{
	(void)state;
	assert_int_equal(caged(run_program), -SIGSYS);
	assert_int_equal(caged(make_process), REFUSED);
	assert_int_equal(caged(trace_parent), -SIGSYS);
	assert_int_equal(caged(kill_parent), -SIGSYS);
	assert_int_equal(caged(become_root), -SIGSYS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_caged_child_can_still_find_and_reach_its_server),
		cmocka_unit_test(a_caged_child_reads_no_other_file_and_writes_none),
		cmocka_unit_test(a_caged_child_reaches_no_other_port),
		cmocka_unit_test(a_caged_child_takes_no_connections_and_makes_no_odd_sockets),
		cmocka_unit_test(a_caged_child_touches_no_other_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
