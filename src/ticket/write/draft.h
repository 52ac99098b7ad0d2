/* What a person has begun to write, kept for him alone; and who looks at a ticket just now. */
#pragma once

#include "ticket/mail/people.h"

struct draft {
	int64_t ticket_id, staff_id;
	const char *kind; /* reply, note, forward */
	const char *text;
	int64_t is_addressed;             /* somebody chose to whom it goes */
	const char *addressee, *cc, *bcc; /* as typed */
	const char *files;                /* of draft_files() */
	int64_t about_id;                 /* of a forward: the message that it hands on */
	int64_t updated_at;
};

struct presence {
	int64_t ticket_id, staff_id;
	const char *doing; /* viewing, writing, noting, gone */
	int64_t at;
	const char *name;
};

struct presence_list {
	struct presence *items;
	size_t count;
};

/* Who is there says so every 30 seconds; the next one is news to those who came meanwhile. */
enum { PRESENCE_MS = 60 * 1000, PRESENCE_BEAT_MS = 25 * 1000 };

enum { DRAFT_FILES_MAX = 40 };

/* What its words and whom it goes to were at a look: the same have the same, nothing written has
 * "". */
const char *draft_version(struct ctx *cx, const struct draft *draft);

/* HK_NOT_FOUND: nothing begun. */
enum hk_result draft_find(struct ctx *cx, int64_t ticket_id, const char *kind, struct draft *ret);
/* Both at once; what is not begun has empty texts and updated_at 0. */
enum hk_result draft_both(struct ctx *cx, int64_t ticket_id, struct draft *ret_reply,
			  struct draft *ret_note);
/* Nothing written drops it, unless files wait in it; those stay, and so does whom it goes to. A
 * note goes to nobody: people NULL. */
enum hk_result draft_put_with(struct ctx *cx, int64_t ticket_id, const char *kind, const char *text,
			      const struct people_text *people);
/* The same from a page that saw seen, a draft_version(). HK_CONFLICT: another tab or device has
 * written something else since; that stays, and is *ret_newer. */
enum hk_result draft_put_seen(struct ctx *cx, const struct draft *draft, const char *seen,
			      struct draft *ret_newer);
/* The same where nobody can be asked: both stand in it, one below the other; *ret_are_both says so.
 */
enum hk_result draft_put_both(struct ctx *cx, const struct draft *draft, const char *seen,
			      bool *ret_are_both);
/* Sent, with these words and files, from a page that saw seen. What another tab or device has
 * written since stays. */
enum hk_result draft_end(struct ctx *cx, const struct draft *sent, const char *seen,
			 const struct attachment_list *files);
/* Above what the actor has written of a reply; the same again stands there once. */
enum hk_result draft_put_before(struct ctx *cx, int64_t ticket_id, const char *text);
/* The message that a forward begun here hands on. */
enum hk_result draft_about_put(struct ctx *cx, int64_t ticket_id, int64_t message_id);
/* To whom it goes, as it was typed. */
struct people_text draft_people(const struct draft *draft);
/* The files that were chosen before its sending was stopped. */
struct attachment_list draft_files(struct ctx *cx, const struct draft *draft);
/* These from now on; their bytes lie in the blob store. */
enum hk_result draft_files_put(struct ctx *cx, int64_t ticket_id, const char *kind,
			       const struct attachment_list *files);
enum hk_result draft_drop(struct ctx *cx, int64_t ticket_id, const char *kind);

/* The actor is there. Colleagues hear of it when that is new. */
enum hk_result presence_put(struct ctx *cx, int64_t ticket_id, const char *doing, bool *ret_is_new);
/* Others than the actor, seen within PRESENCE_MS and not gone. */
enum hk_result presence_others(struct ctx *cx, int64_t ticket_id, struct presence_list *ret);
enum hk_result presence_forget(struct ctx *cx, int64_t before, int64_t limit, int64_t *ret_count);
/* What that person does there: what an event of kind "presence" tells. */
enum hk_result presence_of(struct ctx *cx, int64_t ticket_id, int64_t staff_id,
			   struct presence *ret);
