#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/time.h"
#include "parse/inside.h"

enum { DESCRIPTORS = 2, BROKEN = 2, AGAIN_MS = 20, LIFE_SECONDS = 60 };

union control {
	struct cmsghdr header;
	char bytes[CMSG_SPACE(DESCRIPTORS * sizeof(int))];
};

static void move_all(bool is_sending, void *bytes, size_t len)
{
	for (char *at = bytes, *end = at + len; at < end;) {
		ssize_t moved = is_sending ? write(CHILD_SOCKET, at, (size_t)(end - at))
					   : read(CHILD_SOCKET, at, (size_t)(end - at));

		if (moved <= 0)
			_exit(0); /* the parent is gone or has had enough of us */
		at += moved;
	}
}

static _Noreturn void child_run(const struct cage *cage)
{
	prctl(PR_SET_NAME, "parse-child");
	prctl(PR_SET_PDEATHSIG, SIGKILL); /* the nursery's end is ours */
	alarm(LIFE_SECONDS);              /* perhaps no mail follows, and nobody ends us */
	cage_enter(cage);
	for (;;) {
		struct request request;
		uint32_t head[2] = { RESULT_MAGIC, 0 };
		g_autoptr(GString) out = g_string_new(NULL);

		move_all(false, &request, sizeof(request));

		g_autofree char *raw = g_malloc(request.len + 1);

		move_all(false, raw, request.len);
		raw[request.len] = '\0';
		if (request.limits.is_days)
			days_parse(raw, request.len, out);
		else if (request.is_picture)
			picture_write(raw, request.len, out);
		else
			mail_parse(&request, raw, out);
		head[1] = (uint32_t)out->len;
		g_string_prepend_len(out, (const char *)head, sizeof(head));
		move_all(true, out->str, out->len); /* at once, so that the parent is woken once */
	}
}

static bool birth_send(const struct birth *birth)
{
	struct wish body = { birth->serial };
	struct iovec bytes = { &body, sizeof(body) };
	int descriptors[DESCRIPTORS] = { birth->socket, birth->process };

	union control control = { .header = { CMSG_LEN(sizeof(descriptors)), SOL_SOCKET,
					      SCM_RIGHTS } };
	struct msghdr message = { .msg_iov = &bytes,
				  .msg_iovlen = 1,
				  .msg_control = &control,
				  .msg_controllen = sizeof(control) };

	memcpy(CMSG_DATA(&control.header), descriptors, sizeof(descriptors));
	return sendmsg(CHILD_SOCKET, &message, MSG_NOSIGNAL) == (ssize_t)sizeof(body);
}

bool birth_receive(int socket, struct birth *ret)
{
	struct wish body;
	struct iovec bytes = { &body, sizeof(body) };
	int descriptors[DESCRIPTORS];

	union control control;
	struct msghdr message = { .msg_iov = &bytes,
				  .msg_iovlen = 1,
				  .msg_control = &control,
				  .msg_controllen = sizeof(control) };

	if (recvmsg(socket, &message, MSG_CMSG_CLOEXEC) != (ssize_t)sizeof(body) ||
	    message.msg_controllen < CMSG_LEN(sizeof(descriptors)))
		return false;
	memcpy(descriptors, CMSG_DATA(&control.header), sizeof(descriptors));
	*ret = (struct birth){ body.serial, descriptors[0], descriptors[1] };
	return true;
}

static void child_bear(const struct cage *cage, uint32_t serial)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
		_exit(BROKEN);

	pid_t pid = _Fork();

	if (pid == 0) {
		dup2(pair[1], CHILD_SOCKET);
		child_run(cage);
	}

	/* Nobody reaps it before us, so the number is still its own. */
	struct birth birth = { serial, pair[0], pid < 0 ? -1 : pidfd_open(pid, 0) };

	if (birth.process < 0 || !birth_send(&birth))
		_exit(BROKEN);
	close(birth.process);
	close(pair[0]);
	close(pair[1]);
}

static _Noreturn void nursery_run(const struct cage *cage)
{
	struct wish wish;

	prctl(PR_SET_NAME, "parse-nursery");
	while (read(CHILD_SOCKET, &wish, sizeof(wish)) == (ssize_t)sizeof(wish)) {
		while (waitpid(-1, NULL, WNOHANG) > 0) {
		}
		child_bear(cage, wish.serial);
	}
	_exit(0);
}

/* What a terminal or a service manager sends to all processes at once is the server's to hear:
 * it finishes its work with us and closes the socket. */
static void signals_leave_to_server(void)
{
	static const int ignored[] = { SIGPIPE, SIGINT, SIGTERM, SIGHUP };
	struct sigaction usual = { .sa_handler = SIG_DFL }, ignore = { .sa_handler = SIG_IGN };
	sigset_t none;

	sigemptyset(&none);
	pthread_sigmask(SIG_SETMASK, &none, NULL);
	sigaction(SIGCHLD, &usual, NULL);
	for (size_t i = 0; i < HK_COUNT(ignored); i++)
		sigaction(ignored[i], &ignore, NULL);
}

/* Environments carry passwords of databases; no child has a use for any of it. */
static void environment_wipe(void)
{
	for (char **each = environ; each && *each; each++)
		explicit_bzero(*each, strlen(*each));
	environ = NULL;
}

/* Also reaps the children that a dead nursery left to us. Returns its status. */
static int nursery_await(pid_t nursery)
{
	int status = 0;
	pid_t gone = 0;

	while (gone != nursery) {
		gone = waitpid(-1, &status, 0);
		if (gone < 0)
			_exit(BROKEN);
	}
	return status;
}

/*
 * The keeper does nothing but fork a nursery again when it dies. It too comes from before threads
 * and secrets, which is why it, and not the server, may do so.
 */
_Noreturn void keeper_run(int socket, const struct parse_settings *settings)
{
	struct cage cage;

	if (dup2(socket, CHILD_SOCKET) < 0)
		_exit(BROKEN);
	close_range(CHILD_SOCKET + 1, ~0U, 0);
	prctl(PR_SET_NAME, "parse-keeper");
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	signals_leave_to_server();
	environment_wipe();
	mail_warm();
	cage_prepare(settings, &cage);
	cage_empty();
	for (;;) {
		pid_t pid = _Fork();

		if (pid == 0)
			nursery_run(&cage);
		if (pid < 0)
			_exit(BROKEN);

		int status = nursery_await(pid);

		if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
			break; /* the server has closed the pool */
		hk_pause_ms(AGAIN_MS);
	}
	while (waitpid(-1, NULL, 0) > 0) {
	}
	_exit(0);
}
