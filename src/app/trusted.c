#include "app/trusted.h"

#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

#include "app/courier.h"
#include "app/fetch.h"
#include "app/importer.h"
#include "app/news.h"
#include "app/receive.h"
#include "app/registry.h"
#include "app/watch.h"
#include "app/work.h"
#include "base/log.h"
#include "insight/board/audience.h"
#include "job/mail/send.h"
#include "job/sweep.h"
#include "parse/parse.h"
#include "web/pages/door/house_pages.h"
#include "web/web_server.h"

enum {
	GRACE_MS = 10 * 1000,
	END_S = 15,
	ARENAS = 2,
	SPARE_BYTES = 1024 * 1024,
	LOOK_MS = 250,
};

struct serving {
	struct open_house open;
	struct web_server *web;
	struct news *news;
	struct watch *watch;
	struct worker_thread *teller, *watcher, *jobs, *sender, *courier, *scanner, *pictures,
		*themes, *ticker;
	struct couriers *couriers;
	struct tidied tidied;
	struct send_rest rest;
	struct receiver *receiver;
	struct fetcher *fetcher;
	struct importer *importer;
	bool is_shut_out;
};

static int64_t now_of(void *data)
{
	return house_now(data);
}

static enum hk_result web_open(struct serving *all)
{
	const struct settings *settings = &all->open.settings;
	struct web_settings how = {
		.listen = setting(settings, SETTING_LISTEN),
		.base_url = setting(settings, SETTING_BASE_URL),
		.trusted_proxies = setting(settings, SETTING_TRUSTED_PROXIES),
		.workers = (unsigned)setting_number(settings, SETTING_WORKERS),
		.upload_max = setting_number(settings, SETTING_UPLOAD_MAX),
		/* A disk, not the memory that run_dir may be. */
		.spool = setting(settings, SETTING_BLOBS),
		.house = &all->open.house,
		.families = web_families,
		.pages = &house_pages,
		.now = now_of,
		.data = &all->open,
	};

	all->open.house.boards = boards_new();
	all->open.house.audiences = audiences_new();
	HK_TRY(web_start(&how, &all->web));
	all->news = news_new(all->web);
	all->teller = worker_start(&all->open, news_round, all->news);
	all->watch = watch_new(all->web);
	all->watcher = worker_start(&all->open, watch_round, all->watch);
	return HK_OK;
}

/* Another program may listen there, or the address may belong to another machine. */
static enum hk_result door_result(struct serving *all, enum setting id, enum hk_result result)
{
	if (result == HK_UNAVAILABLE) {
		all->open.problem = hk_format(
			all->open.arena,
			"%s: nobody can listen on %s: another program does so already, or "
			"it is no address of this machine.",
			setting_rows[id].name, setting(&all->open.settings, id));
		all->is_shut_out = true;
	}
	return result;
}

/* Doors first: whoever finds his taken, perhaps by himself of a moment ago, ends before he begins
 * with what takes long. */
static enum hk_result everything_open(struct serving *all, unsigned roles)
{
	if (roles & ROLE_INTAKE)
		HK_TRY(door_result(all, SETTING_LMTP, receiver_open(&all->open, &all->receiver)));
	if (roles & ROLE_WEB)
		HK_TRY(door_result(all, SETTING_LISTEN, web_open(all)));
	if (roles & ROLE_INTAKE) {
		all->fetcher = fetcher_open(&all->open);
		all->importer = importer_open(&all->open);
	}
	if (roles & ROLE_WORK) {
		all->jobs = worker_start(&all->open, work_jobs, NULL);
		all->sender = worker_start(&all->open, work_send, &all->rest);
		all->pictures = worker_start_easy(&all->open, work_pictures, NULL);
		all->themes = worker_start_easy(&all->open, work_themes, NULL);
		if (*setting(&all->open.settings, SETTING_CLAMD))
			all->scanner = worker_start_easy(&all->open, work_scan, NULL);
		all->couriers = couriers_new(&all->open);
		all->courier = worker_start_easy(&all->open, couriers_round, all->couriers);
		all->tidied.sweep = sweep_new();
		all->ticker = worker_start_easy(&all->open, work_tick, &all->tidied);
	}
	return HK_OK;
}

/* Doors first, so that nothing new comes in; then what works on what came. */
static void everything_close(struct serving *all)
{
	receiver_close(all->receiver);
	fetcher_close(all->fetcher);
	importer_close(all->importer);
	worker_stop(all->teller);
	worker_stop(all->watcher);
	web_stop(all->web, GRACE_MS);
	worker_stop(all->jobs);
	worker_stop(all->sender);
	worker_stop(all->courier);
	worker_stop(all->scanner);
	worker_stop(all->pictures);
	worker_stop(all->themes);
	couriers_free(all->couriers);
	worker_stop(all->ticker);
	sweep_free(all->tidied.sweep);
	news_free(all->news);
	watch_free(all->watch);
	boards_free(all->open.house.boards);
	audiences_free(all->open.house.audiences);
	house_close(&all->open);
}

static const char *manager_socket(void)
{
	static const char name[] = "NOTIFY_SOCKET=";

	for (char **at = environ; *at; at++)
		if (strncmp(*at, name, sizeof(name) - 1) == 0)
			return *at + sizeof(name) - 1;
	return NULL;
}

/* The protocol of sd_notify(3): one datagram. */
static void tell_manager(const char *socket_path)
{
	static const char words[] = "READY=1";
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	size_t length = socket_path ? strlen(socket_path) : 0;

	if (length == 0 || length >= sizeof(address.sun_path))
		return;
	memcpy(address.sun_path, socket_path, length);
	if (address.sun_path[0] == '@')
		address.sun_path[0] = '\0';

	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (sendto(fd, words, sizeof(words) - 1, MSG_NOSIGNAL, (struct sockaddr *)&address,
		   (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length)) < 0)
		hk_log(HK_LOG_WARNING, "manager.deaf", "socket=notify");
	close(fd);
}

static int complain(struct serving *all, enum hk_result result)
{
	fprintf(stderr, "hark: %s\n",
		all->open.problem ? all->open.problem : "cannot start; the log says why");
	if (all->is_shut_out)
		return EX_UNAVAILABLE;
	return result == HK_UNAVAILABLE ? EX_TEMPFAIL : EX_CONFIG;
}

/* Called while there is one thread. */
static void memory_set(void)
{
	/* NOLINTBEGIN(concurrency-mt-unsafe) */
	/* Threads come and go in waves; an arena each would keep what they once had. */
	mallopt(M_ARENA_MAX, ARENAS);
	/* What one request gave back the next one takes, without asking the kernel. */
	mallopt(M_TRIM_THRESHOLD, SPARE_BYTES);
	mallopt(M_TOP_PAD, SPARE_BYTES / 4);
	/* NOLINTEND(concurrency-mt-unsafe) */
}

/* Until somebody ends us: 0. Or until nobody is left who could read mail: then the supervisor has
 * to start us again, because a process with threads and secrets must not fork readers. */
static int wait_for_end(const struct serving *all, const sigset_t *signals)
{
	const struct timespec look = { .tv_nsec = (long)LOOK_MS * 1000 * 1000 };
	int got = 0;

	while (got != SIGTERM && got != SIGINT) {
		got = sigtimedwait(signals, NULL, &look);
		if (all->open.house.parse && !parse_pool_is_alive(all->open.house.parse)) {
			hk_log(HK_LOG_ERROR, "parse.gone", "reason=\"keeper and nursery died\"");
			return EX_TEMPFAIL;
		}
	}
	hk_log(HK_LOG_INFO, "stop", "signal=%d", got);
	return 0;
}

static void end_well(int signal)
{
	(void)signal;
	_exit(EXIT_SUCCESS);
}

/* A mail server may sleep for minutes before it says whether it keeps a mail. What is cut off then
 * is found again as after any other end. */
static void end_in_time(int code)
{
	struct sigaction well = { .sa_handler = end_well };

	if (!code && sigaction(SIGALRM, &well, NULL))
		hk_log(HK_LOG_WARNING, "stop.unbounded", "signal=%d", SIGALRM);
	alarm(END_S);
}

int trusted_run(const char *config, unsigned roles)
{
	struct serving all = { .tidied = { .hour = -1 } };
	unsigned needs = HOUSE_MIGRATE | (roles & ROLE_INTAKE ? HOUSE_PARSE : 0);
	sigset_t signals;
	enum hk_result result;

	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
	memory_set();
	result = house_open(&all.open, config, needs);
	if (result == HK_OK)
		result = everything_open(&all, roles);
	if (result != HK_OK) {
		int code = complain(&all, result);
		everything_close(&all);
		return code;
	}
	printf("hark: ready on %s\n", setting(&all.open.settings, SETTING_LISTEN));
	fflush(stdout);
	tell_manager(manager_socket());

	int code = wait_for_end(&all, &signals);

	end_in_time(code);
	everything_close(&all);
	return code;
}
