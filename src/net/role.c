#include <errno.h>
#include <fcntl.h>
#include <gnutls/gnutls.h>
#include <netdb.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/time.h"
#include "net/cage.h"
#include "net/child.h"
#include "net/net.h"

enum { CHILDREN_MAX = 256, LISTENER = 3, OWNER = 3, LEAVE_MS = 10 * HK_SECOND, TICK_MS = 200 };

struct role {
	int listener, signals;
	uid_t owner; /* who may ask */
	gnutls_certificate_credentials_t trust;
	int64_t trust_dated; /* ms UTC */
	pid_t children[CHILDREN_MAX];
	unsigned count;
};

/* When the system's list of authorities was last written; 0: it is not where Debian has it. */
static int64_t trust_dated(void)
{
	struct stat status;

	if (stat("/etc/ssl/certs/ca-certificates.crt", &status))
		return 0;
	return (int64_t)status.st_mtim.tv_sec * HK_SECOND + status.st_mtim.tv_nsec / 1000000;
}

/* Read for the first connection, once for all children, and again when there is another list: it
 * takes 30 ms and 4 MB, which a house without a server outside never spends. */
static enum hk_result trust_load(struct role *role)
{
	gnutls_certificate_credentials_t trust;
	int64_t dated = trust_dated();
	int authorities;

	if (role->trust && dated == role->trust_dated)
		return HK_OK;
	if (gnutls_certificate_allocate_credentials(&trust))
		return HK_UNAVAILABLE;
	authorities = gnutls_certificate_set_x509_system_trust(trust);
	if (authorities < 1)
		hk_log(HK_LOG_WARNING, "net.trust", "authorities=%d", authorities);
	if (role->trust)
		gnutls_certificate_free_credentials(role->trust);
	role->trust = trust;
	role->trust_dated = dated;
	return HK_OK;
}

/* The name services are loaded here, not in every child; the answer is of no interest. */
static void names_load(void)
{
	struct addrinfo *addresses = NULL;

	if (getaddrinfo("localhost", NULL, NULL, &addresses) == 0)
		freeaddrinfo(addresses);
}

/* Descriptors: nothing in, nothing out, the log, the listener, and no other. */
static enum hk_result descriptors_settle(struct role *role, int listener)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null < 0 || dup2(null, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0 ||
	    dup2(listener, LISTENER) < 0 || close_range(LISTENER + 1, ~0U, 0) ||
	    fcntl(LISTENER, F_SETFL, O_NONBLOCK))
		return HK_UNAVAILABLE;
	role->listener = LISTENER;
	return HK_OK;
}

static enum hk_result signals_catch(struct role *role)
{
	sigset_t caught;

	sigemptyset(&caught);
	sigaddset(&caught, SIGTERM);
	sigaddset(&caught, SIGCHLD);
	/* Ctrl-C reaches the whole terminal; only the supervisor decides what it means. */
	/* We may write no file: where the log is one, a line of ours is lost, and not we. */
	if (signal(SIGINT, SIG_IGN) == SIG_ERR || signal(SIGPIPE, SIG_IGN) == SIG_ERR ||
	    signal(SIGXFSZ, SIG_IGN) == SIG_ERR || pthread_sigmask(SIG_SETMASK, &caught, NULL))
		return HK_UNAVAILABLE;
	role->signals = signalfd(-1, &caught, SFD_CLOEXEC | SFD_NONBLOCK);
	return role->signals < 0 ? HK_UNAVAILABLE : HK_OK;
}

static void children_reap(struct role *role)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (unsigned i = 0; i < role->count; i++) {
			if (role->children[i] != pid)
				continue;
			role->children[i] = role->children[--role->count];
			break;
		}
		if (WIFSIGNALED(status))
			hk_log(HK_LOG_WARNING, "net.child", "signal=%d", WTERMSIG(status));
	}
}

static bool is_owner(const struct role *role, int fd)
{
	struct ucred peer;
	socklen_t length = sizeof(peer);

	return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 &&
	       (peer.uid == role->owner || peer.uid == 0);
}

/* In the new process. */
static void child_become(const struct role *role, int fd)
{
	sigset_t none;

	sigemptyset(&none);
	/* A message under way is worth more than a quick end; the role kills who stays too long. */
	if (signal(SIGTERM, SIG_IGN) == SIG_ERR || pthread_sigmask(SIG_SETMASK, &none, NULL) ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) || dup2(fd, OWNER) < 0 ||
	    close_range(OWNER + 1, ~0U, 0))
		_exit(EXIT_FAILURE);
	_exit(net_child_run(OWNER, role->trust) == HK_OK ? EXIT_SUCCESS : EXIT_FAILURE);
}

static void connection_take(struct role *role)
{
	scoped_fd fd = accept4(role->listener, NULL, NULL, SOCK_CLOEXEC);
	pid_t pid;

	if (fd < 0 || !is_owner(role, fd) || trust_load(role) != HK_OK)
		return;
	pid = fork();
	if (pid == 0)
		child_become(role, fd);
	if (pid > 0)
		role->children[role->count++] = pid;
	else
		hk_log(HK_LOG_WARNING, "net.fork", "errno=%d", errno);
}

/* True: SIGTERM came. */
static bool signals_take(struct role *role)
{
	struct signalfd_siginfo info;
	bool is_end = false;

	while (read(role->signals, &info, sizeof(info)) == (ssize_t)sizeof(info))
		is_end |= info.ssi_signo == SIGTERM;
	children_reap(role);
	return is_end;
}

static void serve(struct role *role)
{
	for (;;) {
		bool has_room = role->count < CHILDREN_MAX;
		struct pollfd ready[] = { { role->signals, POLLIN, 0 },
					  { has_room ? role->listener : -1, POLLIN, 0 } };

		if (poll(ready, HK_COUNT(ready), -1) < 0)
			continue;
		if (ready[0].revents && signals_take(role))
			return;
		if (ready[1].revents & (POLLERR | POLLNVAL))
			return;
		if (ready[1].revents)
			connection_take(role);
	}
}

static void leave(struct role *role)
{
	int64_t until = hk_clock_monotonic() + LEAVE_MS;

	close(role->listener);
	for (children_reap(role); role->count > 0 && hk_clock_monotonic() < until;) {
		struct pollfd ready = { role->signals, POLLIN, 0 };

		if (poll(&ready, 1, TICK_MS) >= 0)
			signals_take(role);
	}
	for (unsigned i = 0; i < role->count; i++)
		kill(role->children[i], SIGKILL);
}

enum hk_result net_role_run(int listener)
{
	struct role role = { .owner = geteuid() };
	pid_t parent = getppid();

	HK_TRY(descriptors_settle(&role, listener));
	names_load();
	HK_TRY(signals_catch(&role));
	HK_TRY(net_cage_role());
	/* After the change of user, which clears it. */
	if (prctl(PR_SET_PDEATHSIG, SIGTERM, 0, 0, 0))
		return HK_UNAVAILABLE;
	if (getppid() == parent)
		serve(&role);
	leave(&role);
	if (role.trust)
		gnutls_certificate_free_credentials(role.trust);
	return HK_OK;
}
