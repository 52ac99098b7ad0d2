/*
 * hark serve: a small supervisor. It starts the trusted process and the net
 * role, starts again what dies, and forwards signals. It owns no data.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <sysexits.h>

#include "app/command/command.h"
#include "app/trusted.h"
#include "base/file.h"
#include "base/log.h"
#include "base/time.h"
#include "net/net.h"

enum { PAUSE_MS = 100, PAUSE_MOST_MS = 5000, LEAVE_MS = 3000, QUICK_MS = 2000, ADDRESS_TRIES = 5 };

struct role_process {
	const char *name;
	pid_t pid;
	int64_t started_at;
	int64_t due_at; /* monotonic, when it is to be started again; 0: it is not */
	int64_t pause;  /* longer each time that it dies young */
	unsigned starts;
	bool has_lived;
};

struct supervisor {
	const char *config;
	unsigned roles;
	int net_listener;
	pid_t self;
	sigset_t before;
	struct role_process trusted, net;
	bool is_stopping;
	int code;
};

static bool is_answering(const struct sockaddr_un *address)
{
	scoped_fd fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	return connect(fd, (const struct sockaddr *)address, sizeof(*address)) == 0;
}

static bool is_socket(const char *path)
{
	struct stat status;

	return lstat(path, &status) == 0 && S_ISSOCK(status.st_mode);
}

/* Whoever is ending still has a moment; taking his socket away would cut him off from the world. */
static bool is_free(const struct sockaddr_un *address)
{
	for (int waited = 0; waited < LEAVE_MS; waited += PAUSE_MS) {
		if (!is_answering(address))
			return true;
		hk_pause_ms(PAUSE_MS);
	}
	return false;
}

static int net_listen(const struct settings *settings)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (hk_folder_make(setting(settings, SETTING_RUN_DIR), 0700) != HK_OK)
		return -1;
	if (snprintf(address.sun_path, sizeof(address.sun_path), "%s/net.sock",
		     setting(settings, SETTING_RUN_DIR)) >= (int)sizeof(address.sun_path))
		return -1;
	if (!is_free(&address)) {
		fprintf(stderr, "hark: another server uses this run_dir.\n");
		return -1;
	}
	if (is_socket(address.sun_path))
		unlink(address.sun_path);

	/* Its folder is ours alone, so nobody else can reach it. */
	return bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0 &&
			       listen(fd, SOMAXCONN) == 0
		       ? fd
		       : -1;
}

/* A child that outlives its supervisor would hold the database and the doors. */
static void child_begin(const struct supervisor *all)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != all->self)
		_exit(EX_TEMPFAIL);
	pthread_sigmask(SIG_SETMASK, &all->before, NULL);
}

static void start(struct supervisor *all, struct role_process *role)
{
	pid_t pid = fork();

	role->due_at = 0;
	role->starts++;
	if (pid == 0) {
		child_begin(all);
		if (role == &all->net)
			_exit(net_role_run(all->net_listener) == HK_OK ? 0 : EX_OSERR);
		close(all->net_listener);
		/* NOLINTNEXTLINE(concurrency-mt-unsafe): the threads have been joined */
		exit(trusted_run(all->config, all->roles));
	}
	role->pid = pid;
	role->started_at = hk_clock_monotonic();
	if (pid < 0) {
		role->due_at = role->started_at + PAUSE_MOST_MS;
		hk_log(HK_LOG_ERROR, "role.fork", "role=%s errno=%d", role->name, errno);
	}
}

static void tell(const struct role_process *role, int signal)
{
	if (role->pid > 0)
		kill(role->pid, signal);
}

/* The trusted process first: it still sends through the net role while it ends. */
static void stop(struct supervisor *all)
{
	all->is_stopping = true;
	all->trusted.due_at = all->net.due_at = 0;
	tell(all->trusted.pid > 0 ? &all->trusted : &all->net, SIGTERM);
}

/* What dies as soon as it is born would otherwise keep a processor and fill the log. */
static void start_later(struct role_process *role)
{
	int64_t now = hk_clock_monotonic();
	bool is_young = now - role->started_at < QUICK_MS;

	role->pause = !is_young ? 0 : role->pause ? role->pause * 2 : PAUSE_MS;
	if (role->pause > PAUSE_MOST_MS)
		role->pause = PAUSE_MOST_MS;
	role->due_at = now + role->pause;
}

/* A wrong setting does not mend itself, nor an address that somebody else keeps. Whoever is just
 * leaving it has a few seconds, and who once had it waits for it. */
static bool is_final(const struct role_process *trusted, int code)
{
	return code == EX_CONFIG ||
	       (code == EX_UNAVAILABLE && !trusted->has_lived && trusted->starts > ADDRESS_TRIES);
}

static void on_death(struct supervisor *all, struct role_process *role, int status)
{
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);

	role->pid = 0;
	if (all->is_stopping) {
		if (role == &all->trusted) {
			all->code = all->code ? all->code : code;
			tell(&all->net, SIGTERM);
		}
		return;
	}
	hk_log(HK_LOG_ERROR, "role.died", "role=%s code=%d", role->name, code);
	role->has_lived |= hk_clock_monotonic() - role->started_at >= QUICK_MS;
	if (role == &all->trusted && is_final(role, code)) {
		all->code = code;
		stop(all);
		return;
	}
	start_later(role);
}

static void reap(struct supervisor *all)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid == all->trusted.pid)
			on_death(all, &all->trusted, status);
		else if (pid == all->net.pid)
			on_death(all, &all->net, status);
	}
}

static bool is_alive(const struct role_process *role)
{
	return role->pid > 0 || role->due_at;
}

/* Until the next start; a long time when none is due. */
static struct timespec patience(const struct supervisor *all)
{
	int64_t now = hk_clock_monotonic(), wait = HK_DAY;
	const struct role_process *const roles[] = { &all->trusted, &all->net };

	for (size_t i = 0; i < HK_COUNT(roles); i++)
		if (roles[i]->due_at && roles[i]->due_at - now < wait)
			wait = roles[i]->due_at > now ? roles[i]->due_at - now : 0;
	return (struct timespec){ wait / 1000, (long)(wait % 1000) * 1000 * 1000 };
}

static void start_due(struct supervisor *all)
{
	int64_t now = hk_clock_monotonic();

	if (all->net.due_at && all->net.due_at <= now)
		start(all, &all->net);
	if (all->trusted.due_at && all->trusted.due_at <= now)
		start(all, &all->trusted);
}

static void watch(struct supervisor *all, const sigset_t *signals)
{
	while (is_alive(&all->trusted) || is_alive(&all->net)) {
		struct timespec wait = patience(all);
		int got = sigtimedwait(signals, NULL, &wait);

		if (got == SIGCHLD)
			reap(all);
		else if (got == SIGTERM || got == SIGINT)
			stop(all);
		else if (got == SIGHUP && !all->is_stopping)
			tell(&all->trusted, SIGTERM); /* comes back with the new settings */
		start_due(all);
	}
}

static bool roles_read(const char *words, unsigned *ret)
{
	static const struct {
		const char *name;
		unsigned role;
	} names[] = { { "all", ROLE_ALL },
		      { "web", ROLE_WEB },
		      { "work", ROLE_WORK },
		      { "intake", ROLE_INTAKE } };

	*ret = 0;
	while (*words) {
		size_t length = strcspn(words, ","), i = 0;
		while (i < HK_COUNT(names) && (strlen(names[i].name) != length ||
					       strncmp(names[i].name, words, length) != 0))
			i++;
		if (i == HK_COUNT(names))
			return false;
		*ret |= names[i].role;
		words += length + (words[length] == ',');
	}
	return *ret != 0;
}

int command_serve(struct command_line *line)
{
	const char *roles = command_option(line, "--role"), *fault = NULL;
	struct supervisor all = { .config = line->config,
				  .self = getpid(),
				  .trusted = { .name = "trusted" },
				  .net = { .name = "net" } };
	struct hk_arena *arena = hk_arena_new();
	struct settings settings;
	sigset_t signals;

	if (!roles_read(roles ? roles : "all", &all.roles) || !command_is_done(line)) {
		fprintf(stderr, "hark: --role is all, or some of web,work,intake.\n");
		hk_arena_free(arena);
		return EX_USAGE;
	}
	if (settings_read(arena, line->config, environ, &settings, &fault) != HK_OK) {
		fprintf(stderr, "hark: %s\n", fault);
		hk_arena_wipe(arena);
		return EX_CONFIG;
	}
	all.net_listener = net_listen(&settings);
	/* What is forked from here shall find no secret in its memory. */
	hk_arena_wipe(arena);
	if (all.net_listener < 0) {
		fprintf(stderr, "hark: run_dir cannot be used for sockets.\n");
		return EX_CANTCREAT;
	}
	sigemptyset(&signals);
	sigaddset(&signals, SIGCHLD);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGHUP);
	pthread_sigmask(SIG_BLOCK, &signals, &all.before);
	start(&all, &all.net);
	start(&all, &all.trusted);
	watch(&all, &signals);
	return all.code;
}
