#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/time.h"
#include "parse/inside.h"

enum {
	CHUNK = 16 * 1024,
	HEADERS_ONLY_BYTES = 256 * 1024,
	ATTEMPTS = 3,
	BIRTH_MS = 2000, /* a fork takes one; a nursery that takes longer has died with the wish */
	WISHES = 3,
	PICTURE_MS = 4000,
	PICTURE_SHARED_BYTES = 256 * 1024,
	MARGIN = 64,
	CROWD_MS = 200, /* mails that follow each other so closely may share a child */
};

struct child {
	int socket, process; /* 0: none. A descriptor of the process, as its number may be reused */
	uint32_t used;
	int64_t answered_at; /* monotonic ms */
	bool is_busy;
};

struct parse_pool {
	pthread_mutex_t lock, birth_lock;
	pthread_cond_t returned, picture_returned; /* apart, so that none is woken in vain */
	struct parse_settings settings;
	int nursery;
	uint32_t serial;
	pid_t keeper;
	struct child children[]; /* those of the settings, and one for pictures */
};

/* Waits until the deadline for what poll() calls events. */
static bool wait_for(int socket, short events, int64_t deadline)
{
	for (;;) {
		struct pollfd wait = { .fd = socket, .events = events };
		int64_t left = deadline - hk_clock_monotonic();
		int ready = left <= 0 ? 0 : poll(&wait, 1, (int)left);

		if (ready >= 0 || errno != EINTR)
			return ready > 0;
	}
}

/* A child closes its end or stays silent as it likes; the deadline stands. Waits only when nothing
 * can be moved at once. */
static bool move(int socket, void *bytes, size_t len, bool is_sending, int64_t deadline)
{
	for (char *at = bytes, *end = at + len; at < end;) {
		ssize_t moved = is_sending ? send(socket, at, (size_t)(end - at),
						  MSG_DONTWAIT | MSG_NOSIGNAL)
					   : recv(socket, at, (size_t)(end - at), MSG_DONTWAIT);

		if (moved == 0 || (moved < 0 && errno != EAGAIN && errno != EINTR))
			return false;
		at += moved > 0 ? moved : 0;
		if (moved < 0 && errno == EAGAIN &&
		    !wait_for(socket, is_sending ? POLLOUT : POLLIN, deadline))
			return false;
	}
	return true;
}

static void child_stop(struct child *child)
{
	if (child->process) {
		pidfd_send_signal(child->process, SIGKILL, NULL, 0);
		close(child->process);
		close(child->socket);
	}
	*child = (struct child){ .is_busy = child->is_busy };
}

/* The last reads pictures alone, which may take seconds: they keep no mail waiting. */
static struct child *child_take(struct parse_pool *pool, bool is_for_picture)
{
	uint32_t first = is_for_picture ? pool->settings.children : 0;
	uint32_t end = pool->settings.children + is_for_picture;
	struct child *found = NULL;

	pthread_mutex_lock(&pool->lock);
	while (!found) {
		for (uint32_t i = first; i < end && !found; i++)
			if (!pool->children[i].is_busy)
				found = &pool->children[i];
		if (!found)
			pthread_cond_wait(is_for_picture ? &pool->picture_returned
							 : &pool->returned,
					  &pool->lock);
	}
	found->is_busy = true;
	pthread_mutex_unlock(&pool->lock);
	if (hk_clock_monotonic() - found->answered_at > CROWD_MS)
		child_stop(found);
	return found;
}

static void child_return(struct parse_pool *pool, struct child *child)
{
	if (child->used >= pool->settings.messages_per_child)
		child_stop(child);
	child->answered_at = hk_clock_monotonic();
	pthread_mutex_lock(&pool->lock);
	child->is_busy = false;
	pthread_cond_signal(child == &pool->children[pool->settings.children]
				    ? &pool->picture_returned
				    : &pool->returned);
	pthread_mutex_unlock(&pool->lock);
}

/* An answer to an older wish, which we had given up, is sent away again. */
static bool birth_await(struct parse_pool *pool, int64_t deadline, struct child *ret)
{
	struct birth birth;

	while (wait_for(pool->nursery, POLLIN, deadline) && birth_receive(pool->nursery, &birth)) {
		ret->socket = birth.socket;
		ret->process = birth.process;
		if (birth.serial == pool->serial)
			return true;
		child_stop(ret);
	}
	return false;
}

/* The nursery may die with a wish in its hand; the next one never saw it, so we ask again. */
static bool child_ready(struct parse_pool *pool, struct child *child)
{
	bool is_sent = true;

	if (child->process)
		return true;
	pthread_mutex_lock(&pool->birth_lock);
	for (int i = 0; i < WISHES && is_sent && !child->process; i++) {
		struct wish wish = { ++pool->serial };

		is_sent = send(pool->nursery, &wish, sizeof(wish), MSG_NOSIGNAL) ==
			  (ssize_t)sizeof(wish);
		if (is_sent)
			birth_await(pool, hk_clock_monotonic() + BIRTH_MS, child);
	}
	pthread_mutex_unlock(&pool->birth_lock);
	return child->process != 0;
}

/* The request and the beginning of what is to be read go as one, so that a child is woken once. */
static bool source_send(int socket, const struct parse_source *source,
			const struct request *request, int64_t deadline)
{
	char chunk[sizeof(*request) + CHUNK];
	size_t filled = sizeof(*request);
	uint64_t at = 0;

	memcpy(chunk, request, filled);
	do {
		size_t size = MIN(sizeof(chunk) - filled, request->len - at);
		ssize_t got = (ssize_t)size;

		if (source->fd < 0)
			memcpy(chunk + filled, source->bytes + at, size);
		else if (size > 0)
			got = pread(source->fd, chunk + filled, size, (off_t)at);
		if (got < (size > 0) || !move(socket, chunk, filled + (size_t)got, true, deadline))
			return false;
		at += (uint64_t)got;
		filled = 0;
	} while (at < request->len);
	return true;
}

/* An answer that is not believed counts as a death; of a picture there may be nothing to be had. */
enum outcome { ANSWERED, NOTHING, DIED, LATE };

struct answer {
	unsigned char *bytes;
	size_t len;
};

static enum outcome child_ask(struct child *child, struct hk_arena *arena,
			      const struct parse_source *source, struct request *request,
			      struct answer *ret)
{
	int64_t deadline = hk_clock_monotonic() + request->limits.deadline_ms;
	uint32_t head[2];

	child->used++;
	if (!source_send(child->socket, source, request, deadline) ||
	    !move(child->socket, head, sizeof(head), false, deadline))
		return hk_clock_monotonic() < deadline ? DIED : LATE;
	if (head[0] != RESULT_MAGIC || head[1] > request->limits.result_bytes)
		return DIED;

	unsigned char *answer = hk_alloc(arena, (size_t)head[1] + 1, 1);

	if (!move(child->socket, answer, head[1], false, deadline))
		return hk_clock_monotonic() < deadline ? DIED : LATE;
	*ret = (struct answer){ answer, head[1] };
	return ANSWERED;
}

static enum outcome mail_ask(struct child *child, struct hk_arena *arena,
			     const struct parse_source *source, struct request *request,
			     struct mail *ret)
{
	struct answer answer;
	enum outcome outcome = child_ask(child, arena, source, request, &answer);

	if (outcome == ANSWERED &&
	    mail_read(arena, answer.bytes, answer.len, source->len, &request->limits, ret) != HK_OK)
		return DIED;
	return outcome;
}

/*
 * A death may be the fault of an earlier message or of somebody's kill, so there is a second
 * attempt in a fresh child, unless a fresh one has used up all its time on this message. The
 * third asks for the headers only.
 */
enum hk_result parse_mail(struct parse_pool *pool, struct hk_arena *arena,
			  const struct parse_source *source, const struct parse_limits *limits,
			  struct mail *ret)
{
	enum hk_result result = HK_INVALID;

	if (source->len > limits->mail_bytes)
		return HK_INVALID;

	struct child *child = child_take(pool, false);

	for (int attempt = 0; result == HK_INVALID && attempt < ATTEMPTS; attempt++) {
		struct request request = { source->len, attempt == ATTEMPTS - 1, *limits, false };
		enum outcome outcome = DIED;

		if (request.is_headers_only)
			request.len = MIN(request.len, HEADERS_ONLY_BYTES);
		if (!child_ready(pool, child))
			result = HK_UNAVAILABLE;
		else if ((outcome = mail_ask(child, arena, source, &request, ret)) == ANSWERED)
			result = HK_OK;
		if (result != HK_INVALID)
			continue;
		hk_log(HK_LOG_WARNING, "parse.attempt_failed", "attempt=%d is_late=%d bytes=%llu",
		       attempt, outcome == LATE, (unsigned long long)source->len);
		attempt += outcome == LATE && child->used == 1 && attempt == 0;
		child_stop(child);
	}
	child_return(pool, child);
	return result;
}

static enum outcome picture_ask(struct child *child, struct hk_arena *arena,
				const struct parse_source *source, struct request *request,
				struct picture *ret)
{
	struct answer answer;
	enum outcome outcome = child_ask(child, arena, source, request, &answer);

	if (outcome != ANSWERED)
		return outcome;
	switch (picture_check(answer.bytes, answer.len, ret)) {
	case HK_OK: return ANSWERED;
	case HK_NOT_FOUND: return NOTHING;
	default: return DIED;
	}
}

static bool source_is_picture(const struct parse_source *source)
{
	char head[PICTURE_HEAD + 1] = "";
	size_t size = MIN(sizeof(head), source->len);
	const char *bytes = source->fd < 0 ? source->bytes : head;

	return (source->fd < 0 || pread(source->fd, head, size, 0) == (ssize_t)size) &&
	       picture_begins(bytes, size);
}

/* Many a file is called a picture and is none: its first bytes are compared, and no child asked.
 * Small ones that follow each other share a child as mails do, until one fails: its pixels, or what
 * it broke, may stay in memory. A large one is its child's last. A second child because somebody
 * may have killed the first, or an earlier picture left it slow, dead or without memory. */
enum hk_result parse_picture(struct parse_pool *pool, struct hk_arena *arena,
			     const struct parse_source *source, struct picture *ret)
{
	struct request request = { source->len, false, parse_limits_usual, true };
	enum outcome outcome = DIED;

	if (source->len > PICTURE_FILE_BYTES || !source_is_picture(source))
		return HK_INVALID;
	request.limits.result_bytes = PICTURE_BYTES + MARGIN;
	request.limits.deadline_ms = PICTURE_MS;

	struct child *child = child_take(pool, true);
	bool is_there = true;

	for (int attempt = 0; outcome == DIED && attempt < 2 && is_there; attempt++) {
		if (attempt > 0)
			child_stop(child);
		is_there = child_ready(pool, child);
		if (is_there)
			outcome = picture_ask(child, arena, source, &request, ret);
		if (outcome != ANSWERED && child->used > 1)
			outcome = DIED;
	}
	if (outcome != ANSWERED || source->len > PICTURE_SHARED_BYTES)
		child_stop(child);
	child_return(pool, child);
	if (!is_there)
		return HK_UNAVAILABLE;
	if (outcome == DIED || outcome == LATE)
		hk_log(HK_LOG_WARNING, "parse.picture_failed", "is_late=%d bytes=%llu",
		       outcome == LATE, (unsigned long long)source->len);
	return outcome == ANSWERED ? HK_OK : HK_INVALID;
}

uint32_t parse_pool_births(struct parse_pool *pool)
{
	pthread_mutex_lock(&pool->birth_lock);

	uint32_t births = pool->serial;

	pthread_mutex_unlock(&pool->birth_lock);
	return births;
}

bool parse_pool_is_alive(struct parse_pool *pool)
{
	struct pollfd nursery = { .fd = pool->nursery };

	return poll(&nursery, 1, 0) >= 0 && !(nursery.revents & (POLLHUP | POLLERR));
}

enum hk_result parse_pool_open(const struct parse_settings *settings, struct parse_pool **ret)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair))
		return HK_FAILED;

	pid_t keeper = fork();

	if (keeper == 0)
		keeper_run(pair[1], settings);
	close(pair[1]);
	if (keeper < 0) {
		close(pair[0]);
		return HK_FAILED;
	}

	struct parse_pool *pool =
		g_malloc0(sizeof(*pool) + (settings->children + 1) * sizeof(pool->children[0]));

	pool->settings = *settings;
	pthread_mutex_init(&pool->lock, NULL);
	pthread_mutex_init(&pool->birth_lock, NULL);
	pthread_cond_init(&pool->returned, NULL);
	pthread_cond_init(&pool->picture_returned, NULL);
	pool->keeper = keeper;
	pool->nursery = pair[0];
	*ret = pool;
	return HK_OK;
}

void parse_pool_close(struct parse_pool *pool)
{
	if (!pool)
		return;
	for (uint32_t i = 0; i <= pool->settings.children; i++)
		child_stop(&pool->children[i]);
	close(pool->nursery);
	waitpid(pool->keeper, NULL, 0);
	pthread_cond_destroy(&pool->returned);
	pthread_cond_destroy(&pool->picture_returned);
	pthread_mutex_destroy(&pool->birth_lock);
	pthread_mutex_destroy(&pool->lock);
	g_free(pool);
}
