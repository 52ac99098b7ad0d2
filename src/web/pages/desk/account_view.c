#include "web/pages/desk/account_view.h"

#include <inttypes.h>

#include "base/text.h"
#include "people/recovery.h"
#include "people/session.h"
#include "people/token.h"
#include "web/pages/zone_options.h"

struct choice {
	const char *value, *label;
};

static const struct choice themes[] = {
	{ "", TR("As the computer has it") },
	{ "light", TR("Light") },
	{ "dark", TR("Dark") },
};

static const struct choice densities[] = {
	{ "", TR("With room") },
	{ "compact", TR("Close together") },
};

static const struct choice sizes[] = {
	{ "", TR("Usual") },
	{ "large", TR("Large") },
};

static const struct choice mails[] = {
	{ "", TR("When I am not looking") },
	{ "always", TR("Always") },
	{ "never", TR("Never") },
};

static const struct choice walls[] = {
	{ "", TR("Once a week") },
	{ "day", TR("Each morning") },
	{ "both", TR("Each morning, and once a week") },
	{ "never", TR("Never") },
};

static bool exists(const struct choice *choices, size_t count, const char *value)
{
	for (size_t i = 0; i < count; i++)
		if (hk_equal(choices[i].value, value))
			return true;
	return false;
}

bool account_theme_exists(const char *theme)
{
	return exists(themes, HK_COUNT(themes), theme);
}

bool account_density_exists(const char *density)
{
	return exists(densities, HK_COUNT(densities), density);
}

bool account_size_exists(const char *size)
{
	return exists(sizes, HK_COUNT(sizes), size);
}

bool account_mails_exists(const char *mails_wish)
{
	return exists(mails, HK_COUNT(mails), mails_wish);
}

bool account_wall_exists(const char *wall_wish)
{
	return exists(walls, HK_COUNT(walls), wall_wish);
}

static struct part_options options_of(struct web_request *req, const struct choice *choices,
				      size_t count, const char *chosen)
{
	struct part_option *items = hk_alloc(req->cx->arena, count, sizeof(*items));

	for (size_t i = 0; i < count; i++)
		items[i] = (struct part_option){ .value = choices[i].value,
						 .label = html_gettext(req->out, choices[i].label),
						 .is_chosen = hk_equal(choices[i].value, chosen) };
	return (struct part_options){ items, count };
}

static enum hk_result sessions_load(struct web_request *req, struct account_sessions *ret)
{
	struct ctx *cx = req->cx;
	struct session_list list;

	HK_TRY(session_list_own(cx, &list));

	struct account_session *items = hk_alloc(cx->arena, list.count, sizeof(*items));

	for (size_t i = 0; i < list.count; i++)
		items[i] = (struct account_session){
			.browser = list.items[i].client,
			.end = hk_format(cx->arena, "/me/sessions/%" PRId64 "/end",
					 list.items[i].id),
			.seen_at = list.items[i].seen_at,
			.is_this = list.items[i].id == cx->actor->session_id,
		};
	*ret = (struct account_sessions){ items, list.count };
	return HK_OK;
}

static enum hk_result tokens_load(struct web_request *req, struct account_tokens *ret)
{
	struct ctx *cx = req->cx;
	struct token_list list;

	HK_TRY(token_every(cx, cx->actor->id, &list));

	struct account_token *items = hk_alloc(cx->arena, list.count, sizeof(*items));

	for (size_t i = 0; i < list.count; i++)
		items[i] = (struct account_token){
			.name = list.items[i].name,
			.revoke = hk_format(cx->arena, "/me/tokens/%" PRId64 "/revoke",
					    list.items[i].id),
			.created_at = list.items[i].created_at,
			.used_at = list.items[i].used_at,
			.revoked_at = list.items[i].revoked_at,
		};
	*ret = (struct account_tokens){ items, list.count };
	return HK_OK;
}

enum hk_result account_view_load(struct web_request *req, struct account_view *ret)
{
	struct staff *self = &ret->self;

	if (!self->id)
		HK_TRY(staff_find(req->cx, req->cx->actor->id, self));
	ret->languages = language_choices(req, self->language, TR("As the browser asks"));
	ret->zones = zone_options(req, self->timezone);
	ret->themes = options_of(req, themes, HK_COUNT(themes), self->theme);
	ret->densities = options_of(req, densities, HK_COUNT(densities), self->density);
	ret->sizes = options_of(req, sizes, HK_COUNT(sizes), self->text_size);
	ret->mails = options_of(req, mails, HK_COUNT(mails), self->notify_by_mail);
	ret->walls = options_of(req, walls, HK_COUNT(walls), self->wall_mail);
	ret->has_password = *self->password_hash;
	ret->has_code = self->totp_secret.bytes != NULL;
	HK_TRY(recovery_left(req->cx, self->id, &ret->recovery_left));
	ret->may_token = actor_may(req->cx->actor, RIGHT_TOKEN);
	HK_TRY(sessions_load(req, &ret->sessions));
	return ret->may_token ? tokens_load(req, &ret->tokens) : HK_OK;
}
