/*
 * ask: a request that somebody is still writing in the web form, page by page.
 * It is kept here and not in the pages, so that the way back never loses a
 * word. It opens only with the key in its address, in the browser in which it
 * was begun, and is forgotten a day after the last touch.
 */
#pragma once

#include "core/ctx.h"
#include "ticket/message.h"

enum { ASK_FILES_MAX = 10, ASK_FILE_BYTES_MAX = 25 * 1000 * 1000 /* of all files together */ };

struct ask {
	const char *type, *subject, *body;
	const char *files;   /* of ask_files() */
	const char *harms;   /* as in ticket/purpose/harm.h */
	const char *answers; /* to the questions of purposes: code TAB value, a line each */
	const char *name, *email, *phone;
	int64_t created_at, updated_at, ticket_id;
};

/* Who may open it: the secrets of the browser, NULL where it has none. */
struct ask_visitor {
	const char *visit, *session;
};

/* ret_key goes into the addresses of its pages and is kept nowhere else. HK_DENIED: the browser
 * has no secret, or this client began too many. */
enum hk_result ask_begin(struct ctx *cx, const struct ask *ask, struct ask_visitor visitor,
			 const char *client, const char **ret_key);
/* HK_NOT_FOUND: unknown, forgotten, or of another browser. */
enum hk_result ask_find(struct ctx *cx, const char *key, struct ask_visitor visitor,
			struct ask *ret);
enum hk_result ask_put(struct ctx *cx, const char *key, const struct ask *ask);
/* It became that ticket: what was typed is emptied, only the way to the ticket stays. */
enum hk_result ask_sent(struct ctx *cx, const char *key, int64_t ticket_id);
enum hk_result ask_forget(struct ctx *cx, int64_t before, int64_t limit, int64_t *ret_count);

struct attachment_list ask_files(struct ctx *cx, const struct ask *ask);
/* Adds a file whose bytes lie in the blob store. HK_INVALID beside "files": too many, too much. */
enum hk_result ask_file_add(struct ctx *cx, struct ask *ask, const struct attachment *file);
/* Without that one; nothing when there is none at this place. */
void ask_file_remove(struct ctx *cx, struct ask *ask, size_t place);
