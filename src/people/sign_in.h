/*
 * Signing in: staff by password (and a code, where set) or by a mailed link,
 * customers by a mailed link alone. Known and unknown addresses get the same
 * answer in about the same time; tries are limited per account and per client.
 */
#pragma once

#include "people/recovery.h"

enum { SIGN_IN_LINK_MINUTES = 15, PASSWORD_LEAST = 12, PASSWORD_MOST = 128 };

struct sign_in {
	const char *email, *password, *code; /* as typed; code "" when none was asked yet */
	const char *client;                  /* network address, for the limit */
	const char *browser;                 /* for the person's list of sessions */
	bool wants_code;                     /* out: the password is right, now the code */
	const char *token;                   /* out: for the cookie */
};

/* Opens its own transactions. HK_DENIED with a sentence: wrong, or too often. */
enum hk_result sign_in_by_password(struct ctx *cx, struct sign_in *sign_in);

/* Finds whose e-mail address it is and makes a link; the caller hands it over. HK_NOT_FOUND:
 * nobody's; who only asks for one must not learn that (link_wish.h). Needs a writing cx->db. */
struct sign_in_link {
	const char *token, *name, *email, *language;
	const char *digits; /* latin, or "" for those of his language */
	const char *person_kind;
	int64_t person_id;
};
enum hk_result sign_in_link_make(struct ctx *cx, const char *email, int64_t valid_ms,
				 struct sign_in_link *ret);
/* Whose link it is, and whether he must show a code too: for the page with its button. The link
 * stays unused. HK_NOT_FOUND: unknown, expired or used. */
enum hk_result sign_in_link_look(struct ctx *cx, const char *token, struct sign_in_link *ret,
				 bool *ret_wants_code);
/* Uses the link up and opens a session. Of sign_in it reads code and browser. Opens its own
 * transactions. HK_NOT_FOUND as above; HK_DENIED with wants_code: staff who have an authenticator
 * show its code here too, and the link stays good. */
enum hk_result sign_in_by_link(struct ctx *cx, const char *token, struct sign_in *sign_in);

/* Whether it is the actor's own: HK_OK also when he has none yet, else HK_INVALID beside "current",
 * HK_DENIED when that was tried too often. Opens its own transactions. */
enum hk_result password_check(struct ctx *cx, const char *password);
/* Checks length and how soon it is guessed, hashes and stores; opens its own transaction. Of the
 * actor himself: his other sessions end. */
enum hk_result password_change(struct ctx *cx, int64_t staff_id, const char *password);
/* A new secret for an authenticator: shown once, active after totp_confirm(). */
enum hk_result totp_offer(struct ctx *cx, unsigned char ret_secret[20], const char **ret_base32);
/* Stores the secret, and codes for whoever loses it, when the code proves that the authenticator
 * has it. Needs writing cx->db. */
enum hk_result totp_confirm(struct ctx *cx, const unsigned char secret[20], const char *code,
			    const struct recovery_codes *codes);
/* Somebody else lost his: signing in asks him for no code any more, and he is told by mail
 * (job/tell/totp_off_mail.c). Nothing when he has none. */
struct staff;
enum hk_result totp_take_off(struct ctx *cx, const struct staff *staff);
#define TOTP_OFF_JOB "staff.totp_off"
/* Takes it away again, with one more of its codes. Opens its own transactions. */
enum hk_result totp_remove(struct ctx *cx, const char *code);
