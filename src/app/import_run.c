#include "app/import_run.h"

#include <inttypes.h>
#include <poll.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "channel/email/maildir.h"
#include "channel/email/mbox.h"
#include "job/access.h"
#include "net/net.h"

enum {
	BATCH = 20,
	BATCH_BYTES = 4 * 1024 * 1024,
	BATCH_MS = 5 * 1000,
	GATE_MS = 60 * 1000,
	PAUSE_LEAST_MS = 1000,
	TRIES = 5,
	TRIES_FIRST = 2,
	SURVEY_FIRST = 8, /* batches */
};

/* Mails on their way into the next batch. */
struct collecting {
	const struct import_runner *runner;
	struct import *run;
	struct hk_arena *arena, *kept; /* of the batch; of the run */
	struct import_item items[BATCH];
	size_t count, filed;     /* filed: batches */
	int64_t bytes, begun;    /* begun: when the first of them came, of the steady clock */
	bool is_done, is_orphan; /* is_orphan: the mailbox of ours is gone */
};

static void context(const struct import_runner *runner, struct hk_arena *arena, struct ctx *ret)
{
	ctx_init(ret, &runner->open->house, runner->kit, arena, house_now(runner->open));
	ret->actor = &actor_house;
	ret->org_id = runner->org_id;
}

/* True: it shall end. */
static bool pause_or_stop(const struct import_runner *runner, int64_t ms)
{
	struct pollfd stop = { .fd = runner->stop, .events = POLLIN };

	return poll(&stop, 1, (int)ms) != 0;
}

static bool is_stopping(const struct import_runner *runner)
{
	return pause_or_stop(runner, 0);
}

struct ending {
	const struct import *run;
	const char *state, *problem;
};

static enum hk_result end_write(struct ctx *cx, void *data)
{
	const struct ending *ending = data;

	return import_end(cx, ending->run, ending->state, ending->problem);
}

static enum hk_result end(const struct import_runner *runner, struct import *run, const char *state,
			  const char *problem)
{
	scoped_arena *arena = hk_arena_new();
	struct ending ending = { run, state, problem };
	struct ctx cx;

	context(runner, arena, &cx);
	HK_TRY(ctx_write(&cx, end_write, &ending));
	hk_log(strcmp(state, "failed") == 0 ? HK_LOG_WARNING : HK_LOG_INFO, "import.end",
	       "org=%" PRId64 " import=%" PRId64 " state=%s added=%" PRId64 " failed=%" PRId64,
	       cx.org_id, run->id, state, run->added, run->failed);
	run->state = state;
	run->problem = problem;
	return HK_OK;
}

/* What a run holds outlives the arena of the batch that brought it. */
static void run_keep(struct collecting *all, const struct import *now)
{
	struct import *run = all->run;
	const char *position = now->position;

	hk_arena_reset(all->kept);
	run->position = hk_copy_text(all->kept, position);
	run->passed = now->passed;
	run->total = now->total;
	run->added = now->added;
	run->tickets = now->tickets;
	run->known = now->known;
	run->skipped = now->skipped;
	run->failed = now->failed;
}

static enum hk_result file_once(struct collecting *all)
{
	scoped_arena *arena = hk_arena_new();
	struct mail_gate *gate = all->runner->open->gate;
	struct import_batch batch = { all->items, all->count };
	struct import now;
	struct ctx cx;

	context(all->runner, arena, &cx);
	if (!mail_gate_enter(gate, all->bytes, GATE_MS))
		return HK_UNAVAILABLE;

	enum hk_result result = import_file(&cx, all->run, &batch, &now);

	mail_gate_leave(gate, all->bytes);
	if (result == HK_OK)
		run_keep(all, &now);
	return result;
}

/* What a run has doubled, the database's plans do not fit any more. */
static void survey(struct collecting *all)
{
	size_t filed = ++all->filed;

	if (filed >= SURVEY_FIRST && (filed & (filed - 1)) == 0)
		hk_ignore(db_survey(all->runner->open->house.store));
}

/* A database that is away for a moment costs only time. */
static enum hk_result flush(struct collecting *all)
{
	enum hk_result result = HK_OK;
	int64_t pause = PAUSE_LEAST_MS;

	if (all->count == 0)
		return HK_OK;
	for (int i = 0; i < TRIES; i++) {
		result = file_once(all);
		if (result != HK_UNAVAILABLE || pause_or_stop(all->runner, pause))
			break;
		pause *= 2;
	}
	all->count = 0;
	all->bytes = 0;
	all->is_orphan = result == HK_NOT_FOUND;
	hk_arena_reset(all->arena);
	if (result == HK_OK)
		survey(all);
	if (result == HK_OK && all->runner->on_progress)
		all->runner->on_progress(all->runner->data, all->run);
	return result;
}

/* The item lives in all->arena. */
static enum hk_result add(struct collecting *all, const struct import_item *item)
{
	int64_t now = hk_clock_monotonic();

	if (all->count == 0)
		all->begun = now;
	all->items[all->count++] = *item;
	all->bytes += (int64_t)item->length;
	/* A slow server shall not cost the lease. */
	return all->count == BATCH || all->bytes >= BATCH_BYTES || now - all->begun > BATCH_MS
		       ? flush(all)
		       : HK_OK;
}

static int64_t mail_max(const struct collecting *all)
{
	return setting_number(&all->runner->open->settings, SETTING_MAIL_MAX);
}

static enum hk_result add_stored(struct collecting *all, const struct stored_mail *mail,
				 int64_t total)
{
	const struct import_item item = { .raw = mail->raw,
					  .length = mail->length,
					  .head = mail->head,
					  .head_length = mail->head_length,
					  .size = mail->size,
					  .at = mail->at,
					  .place = mail->place,
					  .position = mail->next,
					  .passed = mail->passed,
					  .total = total };

	return add(all, &item);
}

/* HK_NOT_FOUND: it is not there; HK_INVALID: it is something else. */
static enum hk_result mbox_read(struct collecting *all)
{
	struct mbox *mbox;
	enum hk_result result = HK_OK;

	HK_TRY(mbox_open(all->run->source, all->run->position, &mbox));
	while (result == HK_OK && !is_stopping(all->runner)) {
		struct stored_mail mail;

		result = mbox_next(mbox, all->arena, mail_max(all), &mail);
		all->is_done = result == HK_NOT_FOUND;
		if (result == HK_OK)
			result = add_stored(all, &mail, mbox_size(mbox));
	}
	mbox_close(mbox);
	return all->is_done ? flush(all) : result;
}

static enum hk_result maildir_read(struct collecting *all)
{
	struct maildir *maildir;
	enum hk_result result = HK_OK;

	HK_TRY(maildir_open(all->run->source, all->run->position, &maildir));
	while (result == HK_OK && !is_stopping(all->runner)) {
		struct stored_mail mail;

		result = maildir_next(maildir, all->arena, mail_max(all), &mail);
		all->is_done = result == HK_NOT_FOUND;
		if (result == HK_OK)
			result = add_stored(all, &mail, maildir_count(maildir));
	}
	maildir_close(maildir);
	return all->is_done ? flush(all) : result;
}

static enum hk_result on_news(void *data, const struct net_news *news)
{
	struct collecting *all = data;
	struct import_item item = { .size = news->size };
	char *raw = NULL;

	if (news->kind == NET_NEWS_READY) {
		HK_TRY(flush(all));
		all->is_done = true;
		return HK_NOT_FOUND; /* that is all */
	}
	if (news->kind == NET_NEWS_MAIL) {
		HK_TRY(hk_fd_read(all->arena, news->fd, (size_t)news->size + 1, &raw,
				  &item.length));
		item.raw = raw;
	} else if (news->fd >= 0) {
		HK_TRY(hk_fd_read(all->arena, news->fd, (size_t)NET_HEAD_MAX + 1, &raw,
				  &item.head_length));
		item.head = raw;
	}
	item.place = hk_format(all->arena, "UID %" PRIu32, news->uid);
	item.position = hk_format(all->arena, "%" PRIu32 " %" PRIu32, news->after_uidvalidity,
				  news->after_uid);
	item.passed = all->run->passed + (int64_t)all->count + 1;
	item.total = item.passed + news->left;
	return add(all, &item);
}

/* "UIDVALIDITY UID"; "": from the beginning. */
static void position_read(struct hk_arena *arena, const char *position, struct net_imap *ret)
{
	size_t first = strcspn(position, " ");
	int64_t validity, uid;

	if (!position[first] || !hk_number(hk_copy(arena, position, first), &validity) ||
	    !hk_number(position + first + 1, &uid))
		return;
	ret->after_uidvalidity = (uint32_t)validity;
	ret->after_uid = (uint32_t)uid;
}

struct url_wish {
	const struct import *run;
	const char *url;
};

static enum hk_result url_read(struct ctx *cx, void *data)
{
	struct url_wish *wish = data;

	return import_url(cx, wish->run, &wish->url);
}

/* One line to the server. HK_UNAVAILABLE: it broke; ret_fault says why. */
static enum hk_result imap_read_once(struct collecting *all, struct hk_arena *arena,
				     const char **ret_fault)
{
	const struct open_house *open = all->runner->open;
	struct url_wish wish = { .run = all->run };
	struct net_answer answer = { .text = "" };
	struct net_watch how = { .spool = setting(&open->settings, SETTING_BLOBS),
				 .stop = all->runner->stop,
				 .on_news = on_news,
				 .data = all };
	struct net_imap imap;
	struct ctx cx;

	context(all->runner, arena, &cx);
	HK_TRY(ctx_read(&cx, url_read, &wish));
	if (net_imap_read(arena, wish.url, &imap, ret_fault) != HK_OK)
		return HK_INVALID;
	imap.wants_old = imap.only_reads = true;
	imap.move_to = "";
	imap.mail_bytes = mail_max(all);
	position_read(arena, all->run->position, &imap);

	enum hk_result result = access_imap_watch(&cx, all->run->mailbox_id, &imap, &how, &answer);

	*ret_fault = answer.text ? answer.text : "";
	/* Whoever ends a watch has HK_OK of it, whatever made him do so. */
	return all->is_orphan ? HK_NOT_FOUND : result;
}

/* A line that breaks costs only time; what never came through is told soon, since whoever wrote the
 * password wrong is waiting. */
static enum hk_result imap_read(struct collecting *all, struct hk_arena *arena,
				const char **ret_fault)
{
	int tries = TRIES_FIRST;
	int64_t pause = PAUSE_LEAST_MS;
	enum hk_result result;

	for (;;) {
		int64_t passed = all->run->passed;

		result = imap_read_once(all, arena, ret_fault);
		if (result != HK_UNAVAILABLE)
			break;
		HK_TRY(flush(all));
		if (all->run->passed > passed) {
			tries = TRIES;
			pause = PAUSE_LEAST_MS;
		}
		if (--tries == 0)
			break;
		if (pause_or_stop(all->runner, pause))
			return HK_OK;
		pause *= 2;
	}
	return all->is_done ? HK_OK : result;
}

static const char *not_there(const struct import *run)
{
	return strcmp(run->kind, "imap") == 0
		       ? TR("Its mailbox is not there any more.")
		       : TR("It is not there, or Hark may not read it. Where it can be read, `hark "
			    "import go-on` goes on.");
}

static const char *not_that(const struct import *run, const char *fault)
{
	if (strcmp(run->kind, "imap") == 0)
		return fault;
	return strcmp(run->kind, "mbox") == 0
		       ? TR("This is no mbox file, or it has changed since.")
		       : TR("This is no Maildir: it has neither new nor cur.");
}

/* What became of reading it. */
static enum hk_result settle(struct collecting *all, enum hk_result result, const char *fault)
{
	const struct import_runner *runner = all->runner;
	struct import *run = all->run;

	if (result == HK_OK)
		return end(runner, run, all->is_done ? "done" : runner->when_stopped, "");
	if (result == HK_CONFLICT)
		return result;
	if (result == HK_NOT_FOUND)
		return end(runner, run, "failed", not_there(run));
	if (result == HK_INVALID)
		return end(runner, run, "failed", not_that(run, fault));
	if (result == HK_UNAVAILABLE)
		return end(runner, run, "failed",
			   *fault ? fault : TR("The database did not answer."));
	return end(runner, run, "failed",
		   TR("It could not be read; the log of the server says more."));
}

static enum hk_result take_over(const struct import_runner *runner, struct import *run)
{
	scoped_arena *arena = hk_arena_new(), *kept = hk_arena_new(), *words = hk_arena_new();
	struct collecting all = { .runner = runner, .run = run, .arena = arena, .kept = kept };
	const char *fault = "";
	enum hk_result result = strcmp(run->kind, "mbox") == 0 ? mbox_read(&all)
				: strcmp(run->kind, "maildir") == 0
					? maildir_read(&all)
					: imap_read(&all, words, &fault);

	result = settle(&all, result, fault);
	run->position = "";
	if (run->problem == fault)
		run->problem = "";
	return result;
}

static enum hk_result take_back(const struct import_runner *runner, struct import *run)
{
	bool is_done = false;

	while (!is_done && !is_stopping(runner)) {
		scoped_arena *arena = hk_arena_new();
		struct ctx cx;

		context(runner, arena, &cx);
		HK_TRY(import_undo_step(&cx, run, &is_done));
		if (runner->on_progress)
			runner->on_progress(runner->data, run);
	}
	if (is_done) {
		run->state = "undone";
		return HK_OK;
	}
	return end(runner, run, "undoing", "");
}

enum hk_result import_run(const struct import_runner *runner, struct import *run)
{
	hk_log(HK_LOG_INFO, "import.begin", "org=%" PRId64 " import=%" PRId64 " kind=%s state=%s",
	       runner->org_id, run->id, run->kind, run->state);
	return strcmp(run->state, "undoing") == 0 ? take_back(runner, run) : take_over(runner, run);
}
