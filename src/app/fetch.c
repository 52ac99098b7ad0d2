#include "app/fetch.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/time.h"
#include "core/org.h"
#include "intake/intake.h"
#include "job/access.h"
#include "job/alarm.h"
#include "net/net.h"
#include "ticket/mail/mailbox.h"

enum {
	LOOK_AGAIN_MS = 5000,
	PAUSE_LEAST_MS = 1000,
	PAUSE_MOST_MS = 60 * 1000,
	ALARM_MS = 2 * HK_MINUTE, /* a server that is started again is no alarm */
	GATE_MS = 60 * 1000
};

/* One mailbox. The manager starts it again when its settings change. */
struct watch {
	struct fetcher *fetcher;
	int64_t org_id, mailbox_id, version;
	pthread_t thread;
	int stop; /* readable: end */
	bool is_used;
	_Atomic bool is_stopping;
	bool works;           /* what came over this line was kept */
	int64_t broken_since; /* monotonic ms; 0: it works, or was never tried */
	int64_t alarm_day;    /* for which it is an alarm already */
	struct kit *kit;
	struct mailbox mailbox;
};

struct fetcher {
	struct open_house *open;
	pthread_t thread;
	_Atomic bool is_stopping;
	struct watch *watches;
	size_t most;      /* of them */
	int64_t told_day; /* when of each that is not watched it was said today */
};

static void context(struct ctx *cx, struct fetcher *fetcher, struct kit *kit,
		    struct hk_arena *arena, int64_t org_id)
{
	ctx_init(cx, &fetcher->open->house, kit, arena, house_now(fetcher->open));
	cx->actor = &actor_house;
	cx->org_id = org_id;
}

struct place {
	const struct watch *watch;
	const struct net_news *news;
};

/* How far the folder was looked through, also when nothing in it was new. */
static enum hk_result note_place(struct ctx *cx, void *data)
{
	const struct place *place = data;

	return mailbox_fetched(cx, place->watch->mailbox_id, place->news->after_uidvalidity,
			       place->news->after_uid);
}

/* Refused for good: it stays in the mailbox, and the next one is looked at. */
static enum hk_result told(enum hk_result result)
{
	return result == HK_INVALID ? HK_OK : result;
}

static enum hk_result head_read(struct hk_arena *arena, const struct net_news *news,
				struct intake_mail *mail)
{
	char *raw = NULL;

	mail->raw = "";
	if (news->fd < 0)
		return HK_OK;
	HK_TRY(hk_fd_read(arena, news->fd, (size_t)NET_HEAD_MAX + 1, &raw, &mail->length));
	mail->raw = raw;
	return HK_OK;
}

static enum hk_result note_works(struct ctx *cx, void *data)
{
	return access_alarm_over(cx, ((const struct watch *)data)->mailbox_id, "fetch");
}

/* Once in each line, when the first mail of it is kept or there was none. */
static void works(struct watch *watch, struct hk_arena *arena)
{
	struct ctx cx;

	if (watch->works)
		return;
	context(&cx, watch->fetcher, watch->kit, arena, watch->org_id);
	if (ctx_write(&cx, note_works, watch) != HK_OK)
		return;
	watch->works = true;
	watch->broken_since = watch->alarm_day = 0;
}

static enum hk_result news_take(struct watch *watch, struct hk_arena *arena,
				const struct net_news *news)
{
	struct intake_mail mail = { .mailbox = watch->mailbox.address,
				    .imap_validity = news->after_uidvalidity,
				    .imap_uid = news->after_uid };
	struct intake_outcome outcome;
	struct ctx cx;
	char *raw = NULL;

	context(&cx, watch->fetcher, watch->kit, arena, watch->org_id);
	if (news->kind == NET_NEWS_TOO_BIG) {
		HK_TRY(head_read(arena, news, &mail));
		return told(intake_mail_too_big(&cx, &mail, news->size, &outcome));
	}
	if (news->kind != NET_NEWS_MAIL)
		return news->after_uid || news->after_uidvalidity
			       ? ctx_write(&cx, note_place, &(struct place){ watch, news })
			       : HK_OK;
	if (!mail_gate_enter(watch->fetcher->open->gate, news->size, GATE_MS))
		return HK_UNAVAILABLE;

	enum hk_result result =
		hk_fd_read(arena, news->fd, (size_t)news->size + 1, &raw, &mail.length);

	mail.raw = raw;
	if (result == HK_OK)
		result = told(intake_mail(&cx, &mail, &outcome));
	mail_gate_leave(watch->fetcher->open->gate, news->size);
	return result;
}

static enum hk_result on_news(void *data, const struct net_news *news)
{
	struct watch *watch = data;
	scoped_arena *arena = hk_arena_new();

	HK_TRY(news_take(watch, arena, news));
	works(watch, arena);
	return HK_OK;
}

struct trouble {
	int64_t mailbox_id;
	const char *text;
	bool is_alarm;
};

static enum hk_result note_trouble(struct ctx *cx, void *data)
{
	const struct trouble *trouble = data;

	HK_TRY(mailbox_imap_problem(cx, trouble->mailbox_id, trouble->text));
	return trouble->is_alarm ? access_alarm(cx, trouble->mailbox_id, "fetch") : HK_OK;
}

/* Mail that nobody fetches is mail that nobody answers: an alarm each day that it goes on. At once
 * when only a person can help, else when it does not pass by itself. */
static void is_broken(struct ctx *cx, struct watch *watch, const char *text, bool is_for_a_person)
{
	int64_t now = hk_clock_monotonic(), day = cx->now / HK_DAY;
	struct trouble trouble = { .mailbox_id = watch->mailbox_id, .text = text ? text : "" };

	watch->works = false;
	if (!watch->broken_since)
		watch->broken_since = now;
	trouble.is_alarm = watch->alarm_day != day &&
			   (is_for_a_person || now - watch->broken_since >= ALARM_MS);
	if (ctx_write(cx, note_trouble, &trouble) == HK_OK && trouble.is_alarm)
		watch->alarm_day = day;
}

static enum hk_result read_mailbox(struct ctx *cx, void *data)
{
	struct watch *watch = data;

	return mailbox_find(cx, watch->mailbox_id, &watch->mailbox);
}

/* One line to the server, from sign-in to the break. */
static void watch_once(struct watch *watch)
{
	scoped_arena *arena = hk_arena_new();
	struct open_house *open = watch->fetcher->open;
	struct net_answer answer = { .text = "" };
	struct net_imap imap;
	const char *url, *fault = "";
	struct ctx cx;

	context(&cx, watch->fetcher, watch->kit, arena, watch->org_id);
	if (ctx_read(&cx, read_mailbox, watch) != HK_OK ||
	    mailbox_imap_url(&cx, &watch->mailbox, &url) != HK_OK || !*url)
		return;
	if (net_imap_read(arena, url, &imap, &fault) != HK_OK) {
		is_broken(&cx, watch, fault, true);
		return;
	}
	imap.after_uidvalidity = (uint32_t)watch->mailbox.imap_validity;
	imap.after_uid = (uint32_t)watch->mailbox.imap_uid;
	imap.mail_bytes = setting_number(&open->settings, SETTING_MAIL_MAX);

	struct net_watch how = { .spool = setting(&open->settings, SETTING_BLOBS),
				 .stop = watch->stop,
				 .on_news = on_news,
				 .data = watch };

	if (access_imap_watch(&cx, watch->mailbox_id, &imap, &how, &answer) != HK_OK) {
		hk_log(HK_LOG_WARNING, "imap.broken", "mailbox=%" PRId64 " code=%d",
		       watch->mailbox_id, answer.code);
		is_broken(&cx, watch, answer.text, net_is_denied(&answer));
	}
}

static void *watch_main(void *data)
{
	struct watch *watch = data;
	int64_t pause = PAUSE_LEAST_MS;

	watch->kit = kit_new();
	watch->works = false;
	while (!atomic_load(&watch->is_stopping)) {
		int64_t begun = hk_clock_monotonic();
		watch_once(watch);
		pause = hk_clock_monotonic() - begun > PAUSE_MOST_MS ? PAUSE_LEAST_MS : pause * 2;
		pause = pause > PAUSE_MOST_MS ? PAUSE_MOST_MS : pause;
		for (int64_t left = pause; left > 0 && !atomic_load(&watch->is_stopping);
		     left -= PAUSE_LEAST_MS / 4)
			hk_pause_ms(PAUSE_LEAST_MS / 4);
	}
	kit_free(watch->kit);
	return NULL;
}

/* False: as many are watched as may be. */
static bool watch_start(struct fetcher *fetcher, int64_t org_id, const struct mailbox *mailbox)
{
	struct watch *watch = NULL;

	for (size_t i = 0; i < fetcher->most && !watch; i++)
		if (!fetcher->watches[i].is_used)
			watch = &fetcher->watches[i];
	if (!watch)
		return false;
	*watch = (struct watch){ .fetcher = fetcher,
				 .org_id = org_id,
				 .mailbox_id = mailbox->id,
				 .version = mailbox->version,
				 .stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK),
				 .is_used = true };
	if (pthread_create(&watch->thread, NULL, watch_main, watch) != 0)
		abort();
	return true;
}

static void watch_stop(struct watch *watch)
{
	if (!watch->is_used)
		return;
	atomic_store(&watch->is_stopping, true);
	eventfd_write(watch->stop, 1);
	pthread_join(watch->thread, NULL);
	close(watch->stop);
	watch->is_used = false;
}

static struct watch *watch_find(struct fetcher *fetcher, int64_t mailbox_id)
{
	for (size_t i = 0; i < fetcher->most; i++)
		if (fetcher->watches[i].is_used && fetcher->watches[i].mailbox_id == mailbox_id)
			return &fetcher->watches[i];
	return NULL;
}

struct mailboxes {
	struct org_list orgs;
	struct mailbox_list list;
};

static enum hk_result read_orgs(struct ctx *cx, void *data)
{
	return org_every(cx, &((struct mailboxes *)data)->orgs);
}

static enum hk_result read_mailboxes(struct ctx *cx, void *data)
{
	return mailbox_every(cx, &((struct mailboxes *)data)->list);
}

/* No alarm about what nobody wants to fetch any more. */
static enum hk_result note_unwatched(struct ctx *cx, void *data)
{
	const struct mailbox *mailbox = data;

	HK_TRY(mailbox_imap_problem(cx, mailbox->id, ""));
	return alarm_over(cx, "fetch", mailbox->address);
}

/* Its mail would lie there and nobody would know: the list of mailboxes says so, and an alarm each
 * day that it goes on. */
static void tell_full(struct fetcher *fetcher, struct ctx *cx, const struct mailbox *mailbox)
{
	struct trouble trouble = { .mailbox_id = mailbox->id,
				   .text = TR("It is not fetched: as many mailboxes are as the "
					      "setting fetch_most allows. Please ask whoever looks "
					      "after the server to raise it."),
				   .is_alarm = true };

	if (fetcher->told_day != cx->now / HK_DAY ||
	    strcmp(mailbox->imap_problem, trouble.text) != 0)
		hk_ignore(ctx_write(cx, note_trouble, &trouble));
}

static void follow(struct fetcher *fetcher, struct ctx *cx, struct mailbox *mailbox)
{
	struct watch *watch = watch_find(fetcher, mailbox->id);
	bool is_wanted = mailbox->is_active && mailbox->imap_url.bytes;

	if (!is_wanted && (watch || *mailbox->imap_problem))
		hk_ignore(ctx_write(cx, note_unwatched, mailbox));
	if (watch && (!is_wanted || watch->version != mailbox->version)) {
		watch_stop(watch);
		watch = NULL;
	}
	if (is_wanted && !watch && !watch_start(fetcher, cx->org_id, mailbox))
		tell_full(fetcher, cx, mailbox);
}

static void look(struct fetcher *fetcher, struct kit *kit)
{
	scoped_arena *arena = hk_arena_new();
	struct mailboxes all = { .orgs = { NULL, 0 } };
	struct ctx cx;

	context(&cx, fetcher, kit, arena, 0);
	if (ctx_read(&cx, read_orgs, &all) != HK_OK)
		return;
	for (size_t i = 0; i < all.orgs.count; i++) {
		cx.org_id = all.orgs.items[i].org_id;
		if (ctx_read(&cx, read_mailboxes, &all) != HK_OK)
			continue;
		for (size_t k = 0; k < all.list.count; k++)
			follow(fetcher, &cx, &all.list.items[k]);
	}
	fetcher->told_day = cx.now / HK_DAY;
}

static void *fetcher_main(void *data)
{
	struct fetcher *fetcher = data;
	struct kit *kit = kit_new();

	while (!atomic_load(&fetcher->is_stopping)) {
		look(fetcher, kit);
		for (int64_t left = LOOK_AGAIN_MS; left > 0 && !atomic_load(&fetcher->is_stopping);
		     left -= PAUSE_LEAST_MS / 4)
			hk_pause_ms(PAUSE_LEAST_MS / 4);
	}
	for (size_t i = 0; i < fetcher->most; i++)
		watch_stop(&fetcher->watches[i]);
	kit_free(kit);
	return NULL;
}

struct fetcher *fetcher_open(struct open_house *open)
{
	struct fetcher *fetcher = calloc(1, sizeof(*fetcher));

	if (!fetcher)
		abort();
	fetcher->open = open;
	fetcher->most = (size_t)setting_number(&open->settings, SETTING_FETCH_MOST);
	fetcher->watches = calloc(fetcher->most, sizeof(*fetcher->watches));
	if (!fetcher->watches)
		abort();
	if (pthread_create(&fetcher->thread, NULL, fetcher_main, fetcher) != 0)
		abort();
	return fetcher;
}

void fetcher_close(struct fetcher *fetcher)
{
	if (!fetcher)
		return;
	atomic_store(&fetcher->is_stopping, true);
	pthread_join(fetcher->thread, NULL);
	hk_free(fetcher->watches);
	hk_free(fetcher);
}
