#include "ticket/work/mention.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "core/markdown.h"
#include "ticket/sight.h"
#include "ticket/work/notification.h"

enum { WORD_BYTES_MAX = 60 };

/* Letters of other scripts are bytes above ASCII. */
static bool is_word(char byte)
{
	return isalnum((unsigned char)byte) || (unsigned char)byte >= 0x80 || byte == '_';
}

/* The "@" of an address stands within a word. */
static const char *next_sign(const char *text, const char *at)
{
	for (at = strchr(at, '@'); at; at = strchr(at + 1, '@'))
		if ((at == text || !is_word(at[-1])) && is_word(at[1]))
			return at;
	return NULL;
}

static bool begins(const char *text, const char *name, size_t length, struct hk_arena *arena)
{
	return length && hk_starts_ascii(text, hk_copy(arena, name, length)) &&
	       !is_word(text[length]);
}

/* By the address, which one person alone has; by the whole name, the longest there is; else by its
 * first word. NULL: nobody, or nobody knows who, since several bear it. */
static const struct staff *named(struct ctx *cx, const struct staff_list *all, const char *text)
{
	const struct staff *whole = NULL, *first = NULL;
	size_t best = 0, wholes = 0, firsts = 0;

	for (size_t i = 0; i < all->count; i++) {
		const struct staff *one = &all->items[i];
		size_t length = strlen(one->name);

		if (!one->is_active)
			continue;
		if (begins(text, one->email, strlen(one->email), cx->arena))
			return one;
		if (length >= best && begins(text, one->name, length, cx->arena)) {
			wholes = length == best ? wholes + 1 : 1;
			whole = one;
			best = length;
		}
		if (begins(text, one->name, strcspn(one->name, " "), cx->arena)) {
			first = one;
			firsts++;
		}
	}
	if (whole)
		return wholes == 1 ? whole : NULL;
	return firsts == 1 ? first : NULL;
}

static bool is_among(const struct staff_list *list, int64_t id)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].id == id)
			return true;
	return false;
}

static const char *word_of(struct ctx *cx, const char *text)
{
	size_t length = 0;

	while (is_word(text[length]) && length < WORD_BYTES_MAX)
		length++;
	return hk_copy(cx->arena, text, hk_utf8_fit(text, length));
}

static enum hk_result sort_in(struct ctx *cx, const struct ticket *ticket,
			      const struct staff *staff, struct mentions *ret)
{
	bool may;

	if (staff->id == cx->actor->id || is_among(&ret->told, staff->id) ||
	    is_among(&ret->barred, staff->id))
		return HK_OK;
	HK_TRY(sight_has(cx, ticket, staff, &may));

	struct staff_list *list = may ? &ret->told : &ret->barred;

	list->items[list->count++] = *staff;
	return HK_OK;
}

enum hk_result mention_read(struct ctx *cx, const struct ticket *ticket, const char *text,
			    struct mentions *ret)
{
	struct staff_list all;
	const char *at;

	text = markdown_without_code(cx->arena, text);
	at = next_sign(text, text);
	*ret = (struct mentions){ .told = { NULL, 0 } };
	if (!at)
		return HK_OK;
	ret->told.items = hk_alloc(cx->arena, MENTIONS_MAX, sizeof(*all.items));
	ret->barred.items = hk_alloc(cx->arena, MENTIONS_MAX, sizeof(*all.items));
	ret->unclear.items = hk_alloc(cx->arena, MENTIONS_MAX, sizeof(*ret->unclear.items));
	HK_TRY(staff_every(cx, &all));
	for (int i = 0; at && i < MENTIONS_MAX; i++, at = next_sign(text, at + 1)) {
		const struct staff *staff = named(cx, &all, at + 1);

		if (staff)
			HK_TRY(sort_in(cx, ticket, staff, ret));
		else
			ret->unclear.items[ret->unclear.count++] = word_of(cx, at + 1);
	}
	return HK_OK;
}

enum hk_result mention_tell(struct ctx *cx, const struct ticket *ticket, const struct message *note)
{
	struct mentions mentions;

	HK_TRY(mention_read(cx, ticket, note->body, &mentions));
	for (size_t i = 0; i < mentions.told.count; i++)
		HK_TRY(notification_add(
			cx,
			&(struct notification){
				.staff_id = mentions.told.items[i].id,
				.effect_key = hk_format(cx->arena, "message %" PRId64, note->id),
				.kind = "mention",
				.ticket_id = ticket->id,
				.number = ticket->number,
				.from_name = cx->actor->name,
				.words = note->body }));
	return HK_OK;
}

static const char *join(struct ctx *cx, const char *list, const char *name)
{
	return hk_format(cx->arena, "%s%s%s", list, *list ? ", " : "", name);
}

static const char *names_of(struct ctx *cx, const struct staff_list *list)
{
	const char *names = "";

	for (size_t i = 0; i < list->count; i++)
		names = join(cx, names, list->items[i].name);
	return names;
}

static const char *sentence(struct ctx *cx, const char *before, const char *words,
			    const char *names)
{
	if (!*names)
		return before;
	return hk_format(
		cx->arena, "%s%s%s", before, *before ? " " : "",
		i18n_fill(cx->arena, i18n_text(cx->language, words), "names", names, NULL));
}

const char *mention_say(struct ctx *cx, const struct mentions *mentions)
{
	const char *unclear = "", *said;

	for (size_t i = 0; i < mentions->unclear.count; i++)
		unclear = join(cx, unclear, mentions->unclear.items[i]);
	said = sentence(cx, "", TR("Told: {names}."), names_of(cx, &mentions->told));
	said = sentence(cx, said,
			TR("Not told, because this ticket is not for their eyes: {names}."),
			names_of(cx, &mentions->barred));
	return sentence(cx, said,
			TR("Nobody was told of these names, since none or several bear them: "
			   "{names}."),
			unclear);
}
