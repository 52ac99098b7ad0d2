#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sysexits.h>

#include "app/command/command.h"
#include "app/import_run.h"
#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "core/org.h"
#include "net/net.h"
#include "ticket/mail/mailbox.h"

enum { LINE_MAX_BYTES = 64 * 1024, PAGE = 200, WAIT_MS = 1000 };

struct wish {
	const char *verb, *what; /* mbox, maildir, imap, list, show, stop, go-on, undo */
	const char *mailbox, *since, *before, *state;
	bool is_json;
	int64_t id;
	struct import run; /* the one that is meant */
	bool is_mine;      /* claimed */
};

static void print_json(const struct import *run)
{
	scoped_buf buf;
	struct hk_json json = hk_json_to(&buf);

	hk_buf_init(&buf, LINE_MAX_BYTES);
	hk_json_open(&json, NULL, '{');
	hk_json_int(&json, "import", run->id);
	hk_json_text(&json, "kind", run->kind);
	hk_json_text(&json, "source", run->source);
	hk_json_text(&json, "state", run->state);
	hk_json_int(&json, "passed", run->passed);
	hk_json_int(&json, "total", run->total);
	hk_json_int(&json, "added", run->added);
	hk_json_int(&json, "tickets", run->tickets);
	hk_json_int(&json, "known", run->known);
	hk_json_int(&json, "skipped", run->skipped);
	hk_json_int(&json, "failed", run->failed);
	hk_json_text(&json, "problem", *run->problem ? run->problem : NULL);
	hk_json_close(&json, '}');
	puts(buf.bytes);
}

static void print(const struct import *run, bool is_json)
{
	if (is_json) {
		print_json(run);
		return;
	}
	printf("%" PRId64 " %-8s %-8s %s\n    %" PRId64 " added to %" PRId64
	       " new tickets and older ones, %" PRId64 " known already, %" PRId64
	       " left out for their date, %" PRId64 " unreadable\n",
	       run->id, run->kind, run->state, run->source, run->added, run->tickets, run->known,
	       run->skipped, run->failed);
	if (*run->problem)
		printf("    %s\n", run->problem);
}

static void print_progress(void *data, const struct import *run)
{
	(void)data;
	if (!isatty(STDERR_FILENO))
		return;
	fprintf(stderr, "\r%3" PRId64 " %%  %" PRId64 " mails ",
		run->total ? run->passed * 100 / run->total : (int64_t)0,
		run->added + run->known + run->skipped + run->failed);
}

/* What people write in front of it: user@host/folder, never the password. */
static enum hk_result imap_source(struct ctx *cx, struct wish *wish)
{
	struct net_imap imap;
	const char *fault = "";

	if (net_imap_read(cx->arena, wish->what, &imap, &fault) != HK_OK)
		return problem(cx, HK_INVALID, fault);
	wish->run.source =
		hk_format(cx->arena, "%s@%s/%s", imap.server.user, imap.server.host, imap.folder);
	return HK_OK;
}

static enum hk_result source_find(struct ctx *cx, struct wish *wish)
{
	char path[PATH_MAX];

	wish->run.kind = wish->verb;
	if (strcmp(wish->verb, "imap") == 0)
		return imap_source(cx, wish);
	if (!realpath(wish->what, path))
		return problem(cx, HK_INVALID, "There is no such file or folder.");
	wish->run.source = hk_copy_text(cx->arena, path);
	return HK_OK;
}

static enum hk_result days_read(struct ctx *cx, struct wish *wish)
{
	struct org org;

	HK_TRY(org_find(cx, &org));
	cx->timezone = org.timezone;
	if (import_day_read(cx, wish->since ? wish->since : "", &wish->run.since_at) != HK_OK ||
	    import_day_read(cx, wish->before ? wish->before : "", &wish->run.before_at) != HK_OK)
		return problem(cx, HK_INVALID, "A date is written as 2026-11-22.");
	return HK_OK;
}

/* Also one that was begun and came to no end: it goes on. Whoever runs the command does a file
 * himself; mail of other servers is fetched by the one who serves. */
static enum hk_result enter(struct ctx *cx, void *data)
{
	struct wish *wish = data;
	struct mailbox mailbox;
	struct import begun;
	bool is_imap = strcmp(wish->verb, "imap") == 0;
	enum hk_result result = mailbox_by_address(cx, wish->mailbox, &mailbox);

	if (result == HK_NOT_FOUND)
		return problem(cx, HK_INVALID, "That is no mailbox of ours.");
	HK_TRY(result);
	HK_TRY(days_read(cx, wish));
	wish->run.mailbox_id = mailbox.id;
	wish->run.target = wish->state ? wish->state : "closed";
	result = import_begun(cx, &wish->run, &begun);
	if (result == HK_OK) {
		wish->run = begun;
		if (is_imap)
			HK_TRY(import_url_put(cx, begun.id, wish->what));
		if (strcmp(begun.state, "stopped") == 0 || strcmp(begun.state, "failed") == 0)
			HK_TRY(import_go_on(cx, begun.id));
	} else if (result == HK_NOT_FOUND) {
		HK_TRY(import_add(cx, &wish->run, is_imap ? wish->what : ""));
	} else {
		return result;
	}
	wish->id = wish->run.id;
	result = is_imap ? HK_NOT_FOUND : import_claim(cx, wish->id, &wish->run);
	wish->is_mine = result == HK_OK;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static enum hk_result change(struct ctx *cx, void *data)
{
	struct wish *wish = data;
	enum hk_result result;

	HK_TRY(import_find(cx, wish->id, &wish->run));
	if (strcmp(wish->verb, "stop") == 0)
		return import_stop(cx, wish->id);
	if (strcmp(wish->verb, "undo") == 0)
		HK_TRY(import_undo(cx, wish->id));
	else if (strcmp(wish->run.state, "stopped") == 0 || strcmp(wish->run.state, "failed") == 0)
		HK_TRY(import_go_on(cx, wish->id));
	result = strcmp(wish->run.kind, "imap") == 0 && strcmp(wish->verb, "undo") != 0
			 ? HK_NOT_FOUND
			 : import_claim(cx, wish->id, &wish->run);
	wish->is_mine = result == HK_OK;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static enum hk_result find(struct ctx *cx, void *data)
{
	struct wish *wish = data;

	return import_find(cx, wish->id, &wish->run);
}

static enum hk_result run_it(struct ctx *cx, struct open_house *open, struct wish *wish)
{
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);

	scoped_fd stop = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
	const struct import_runner runner = { .open = open,
					      .kit = cx->kit,
					      .org_id = cx->org_id,
					      .stop = stop,
					      .when_stopped = "stopped",
					      .on_progress = print_progress };

	HK_TRY(import_run(&runner, &wish->run));
	if (isatty(STDERR_FILENO))
		fputs("\n", stderr);
	return HK_OK;
}

static enum hk_result claim(struct ctx *cx, void *data)
{
	struct wish *wish = data;
	enum hk_result result = import_claim(cx, wish->id, &wish->run);

	wish->is_mine = result == HK_OK;
	return result == HK_NOT_FOUND ? HK_OK : result;
}

static bool is_under_way(const struct import *run)
{
	return strcmp(run->kind, "imap") != 0 &&
	       (strcmp(run->state, "running") == 0 || strcmp(run->state, "waiting") == 0);
}

/* Who was killed a moment ago holds it until his lease is over. */
static enum hk_result wait_for_it(struct ctx *cx, struct open_house *open, struct wish *wish)
{
	HK_TRY(ctx_read(cx, find, wish));
	for (int64_t ms = 0;
	     ms < IMPORT_LEASE_MS + 2 * WAIT_MS && !wish->is_mine && is_under_way(&wish->run);
	     ms += WAIT_MS) {
		if (ms == 0)
			fputs("hark: somebody else works on an import, or did until a moment ago; "
			      "waiting a minute.\n",
			      stderr);
		hk_pause_ms(WAIT_MS);
		cx->now = house_now(open);
		HK_TRY(ctx_write(cx, claim, wish));
		if (!wish->is_mine)
			HK_TRY(ctx_read(cx, find, wish));
	}
	return HK_OK;
}

static enum hk_result begin(struct ctx *cx, struct open_house *open, void *data)
{
	struct wish *wish = data;
	bool is_new = wish->what != NULL;

	if (is_new)
		HK_TRY(source_find(cx, wish));
	HK_TRY(ctx_write(cx, is_new ? enter : change, wish));
	if (!wish->is_mine && strcmp(wish->verb, "stop") != 0)
		HK_TRY(wait_for_it(cx, open, wish));
	if (wish->is_mine)
		HK_TRY(run_it(cx, open, wish));
	HK_TRY(ctx_read(cx, find, wish));
	print(&wish->run, wish->is_json);
	if (!wish->is_mine && strcmp(wish->verb, "stop") != 0 && wish->run.ended_at == 0)
		fputs("hark: the server works on it, or will when the one before it is done.\n",
		      stderr);
	return strcmp(wish->run.state, "failed") == 0
		       ? problem(cx, HK_INVALID, "It did not come to its end.")
		       : HK_OK;
}

static enum hk_result list(struct ctx *cx, void *data)
{
	struct wish *wish = data;
	struct import_list runs;

	HK_TRY(import_page(cx, INT64_MAX, PAGE, &runs));
	for (size_t i = 0; i < runs.count; i++)
		print(&runs.items[i], wish->is_json);
	return HK_OK;
}

static void print_left(const struct import_left_list *left, const char *words)
{
	for (size_t i = 0; i < left->count; i++) {
		const struct import_left *one = &left->items[i];
		printf("    %s %s %s: %s\n", words, one->place, one->about, one->reason);
	}
}

static enum hk_result show(struct ctx *cx, void *data)
{
	struct wish *wish = data;
	struct import_left_list left;

	HK_TRY(import_find(cx, wish->id, &wish->run));
	print(&wish->run, wish->is_json);
	if (wish->is_json)
		return HK_OK;
	for (int64_t after = 0; after >= 0;) {
		HK_TRY(import_failures(cx, wish->id, after, PAGE, &left));
		print_left(&left, "unreadable at");
		after = left.count == PAGE ? left.items[PAGE - 1].number : -1;
	}
	for (int64_t after = 0; after >= 0;) {
		HK_TRY(import_kept(cx, wish->id, after, PAGE, &left));
		print_left(&left, "left a");
		after = left.count == PAGE ? left.items[PAGE - 1].number : -1;
	}
	return HK_OK;
}

static int complain(const char *sentence)
{
	fprintf(stderr, "hark: %s\n", sentence);
	return EX_USAGE;
}

/* Before any thread is there: a signal only ends what is under way in good order. */
static void signals_block(void)
{
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	pthread_sigmask(SIG_BLOCK, &signals, NULL);
}

int command_import(struct command_line *line)
{
	static const char *const kinds[] = { "mbox", "maildir", "imap" };
	static const char *const deeds[] = { "show", "stop", "go-on", "undo" };
	struct wish wish = { .is_json = line->is_json,
			     .mailbox = command_option(line, "--mailbox"),
			     .since = command_option(line, "--since"),
			     .before = command_option(line, "--before"),
			     .state = command_option(line, "--state") };
	const char *word;

	wish.verb = command_word(line);
	word = command_word(line);
	if (wish.verb && hk_one_of(wish.verb, kinds, HK_COUNT(kinds))) {
		wish.what = word;
		if (!word || !wish.mailbox)
			return complain("import needs a path or URL, and --mailbox ADDRESS.");
	} else if (wish.verb && hk_one_of(wish.verb, deeds, HK_COUNT(deeds))) {
		if (!word || !hk_number(word, &wish.id))
			return complain("Which import? `hark import list` tells the numbers.");
	} else if (!wish.verb || strcmp(wish.verb, "list") != 0 || word) {
		return complain("import takes mbox, maildir, imap, list, show, stop, go-on or "
				"undo.");
	}
	if (!command_is_done(line))
		return EX_USAGE;
	if (strcmp(wish.verb, "list") == 0 || strcmp(wish.verb, "show") == 0)
		return command_run(line, &(struct command_work){ .work = wish.id ? show : list,
								 .data = &wish });
	signals_block();
	return command_run_plain(line, HOUSE_PARSE, begin, &wish);
}
