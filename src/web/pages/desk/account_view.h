/* A person's own settings. Texts are never NULL. */
#pragma once

#include "people/staff.h"
#include "web/pages/qr.h"
#include "web/parts.h"
#include "web/web.h"

struct account_session {
	const char *browser, *end; /* end: address of the button */
	int64_t seen_at;
	bool is_this;
};

struct account_sessions {
	struct account_session *items;
	size_t count;
};

struct account_token {
	const char *name, *revoke;
	int64_t created_at, used_at, revoked_at;
};

struct account_tokens {
	struct account_token *items;
	size_t count;
};

struct account_view {
	struct part_errors errors;
	const char *problem;
	const char *form; /* to which form errors belong: "", password, code, token */
	struct staff self;
	struct part_options languages, zones, themes, densities, sizes, mails, walls;
	bool has_password, has_code, may_token;
	struct account_sessions sessions;
	struct account_tokens tokens;
	const char *token;      /* a new one, shown once; else "" */
	const char *token_name; /* as typed */
	const char *recovery;   /* new codes, a line each, shown once; else "" */
	int64_t recovery_left;
};

/* Setting up an authenticator. */
struct account_code_view {
	const char *problem;
	const char *secret;  /* base32, in groups of four */
	const char *address; /* otpauth:// */
	struct qr qr;        /* the same for the camera */
	const char *sealed;
};

/* What a page shows of the actor himself; form and token are left alone. Needs cx->db. */
enum hk_result account_view_load(struct web_request *req, struct account_view *ret);
/* True when the value is one of those that the settings offer. */
bool account_theme_exists(const char *theme);
bool account_density_exists(const char *density);
bool account_size_exists(const char *size);
bool account_mails_exists(const char *mails_wish);
bool account_wall_exists(const char *wall_wish);
