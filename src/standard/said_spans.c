#include "standard/said_spans.h"

#include <string.h>

enum { COUNT_MOST = 9999, HOURS = 24, IN_NEAR = 3, HUNDREDTHS = 100 };

/* So much of a unit; sixtieths are the minutes of an hour. */
struct amount {
	int sixtieths; /* 0: none is there */
	size_t next;
};

/* "2", "2½", "2 and a half". */
static struct amount number_amount(const struct said_tokens *tokens, size_t at)
{
	struct amount amount = { said_value_at(tokens, at) * SAID_HOUR_MINUTES, at + 1 };
	size_t part = at + 1;

	if (said_value_at(tokens, at) > COUNT_MOST)
		return (struct amount){ 0, at };
	if (said_kind_at(tokens, part) == SAID_TO && said_value_at(tokens, part))
		part++;
	if (said_kind_at(tokens, part) == SAID_ONE)
		part++;
	if (said_kind_at(tokens, part) == SAID_HALF &&
	    said_value_at(tokens, part) < SAID_HOUR_MINUTES) {
		amount.sixtieths += said_value_at(tokens, part);
		amount.next = part + 1;
	}
	return amount;
}

static bool is_unit(enum said_kind kind)
{
	return kind == SAID_SPAN || kind == SAID_SPAN_IN || kind == SAID_OCLOCK ||
	       kind == SAID_PIECE;
}

/* "1:30" are minutes, "1.25" are hundredths. */
static int clock_sixtieths(const struct said_token *token)
{
	int part = token->value % SAID_HOUR_MINUTES;

	if (!token->is_word)
		return token->value;
	return token->value - part + part * SAID_HOUR_MINUTES / HUNDREDTHS;
}

static struct amount amount_read(const struct said_tokens *tokens, size_t at)
{
	const struct amount none = { 0, at };
	size_t next = at + 1;

	switch (said_kind_at(tokens, at)) {
	case SAID_NUMBER: return number_amount(tokens, at);
	case SAID_ONE:
		if (said_kind_at(tokens, next) == SAID_HALF)
			return (struct amount){ said_value_at(tokens, next), next + 1 };
		return (struct amount){ SAID_HOUR_MINUTES, next };
	case SAID_HALF:
		next += said_kind_at(tokens, next) == SAID_ONE;
		return (struct amount){ said_value_at(tokens, at), next };
	case SAID_DECIMAL: return (struct amount){ said_value_at(tokens, at), next };
	case SAID_CLOCK:
		/* "15.30 val." is an hour. */
		if (said_kind_at(tokens, next) != SAID_SPAN &&
		    said_kind_at(tokens, next) != SAID_SPAN_IN)
			return none;
		return (struct amount){ clock_sixtieths(&tokens->items[at]), next };
	case SAID_PAST:
		if (said_kind_at(tokens, next) != SAID_NUMBER ||
		    said_value_at(tokens, next) > HOURS)
			return none;
		return (struct amount){ said_value_at(tokens, at) +
						said_value_at(tokens, next) * SAID_HOUR_MINUTES,
					next + 1 };
	default: return none;
	}
}

/* An amount and what it is of, and minutes behind that. */
struct span {
	size_t from, unit, end; /* end: behind it */
	int minutes;            /* of the unit */
	int sixtieths;
	bool has_more; /* minutes */
};

/* "…30 minutes", "…and a half". */
static void more_read(const struct said_tokens *tokens, struct span *span)
{
	size_t at = span->end;
	struct amount more;
	bool is_and;

	at += said_kind_at(tokens, at) == SAID_POINT;
	is_and = said_kind_at(tokens, at) == SAID_TO && said_value_at(tokens, at);
	at += is_and;
	more = amount_read(tokens, at);
	if (more.sixtieths <= 0)
		return;
	if ((said_kind_at(tokens, more.next) == SAID_SPAN ||
	     said_kind_at(tokens, more.next) == SAID_SPAN_IN) &&
	    said_value_at(tokens, more.next) == 1 && span->minutes == SAID_HOUR_MINUTES &&
	    more.sixtieths < SAID_HOUR_MINUTES * SAID_HOUR_MINUTES) {
		span->sixtieths += more.sixtieths / SAID_HOUR_MINUTES;
		span->end = more.next + 1;
		span->has_more = true;
	} else if (is_and && more.sixtieths < SAID_HOUR_MINUTES &&
		   !is_unit(said_kind_at(tokens, more.next))) {
		span->sixtieths += more.sixtieths;
		span->end = more.next;
	}
}

static bool span_find(const struct said_tokens *tokens, size_t at, struct span *ret)
{
	struct amount amount = amount_read(tokens, at);
	struct span span = { .from = at };

	/* "po valandos ir 15 minučių" counts none. */
	if (!amount.sixtieths && said_kind_at(tokens, at - 1) == SAID_IN &&
	    is_unit(said_kind_at(tokens, at)))
		amount.sixtieths = SAID_HOUR_MINUTES;
	if (amount.sixtieths <= 0)
		return false;
	for (span.unit = amount.next; said_kind_at(tokens, span.unit) == SAID_WORK;)
		span.unit++;
	if (!is_unit(said_kind_at(tokens, span.unit)))
		return false;
	span.minutes = said_value_at(tokens, span.unit);
	if (said_kind_at(tokens, span.unit) == SAID_OCLOCK ||
	    said_kind_at(tokens, span.unit) == SAID_PIECE)
		span.minutes = SAID_HOUR_MINUTES;
	span.sixtieths = amount.sixtieths;
	span.end = span.unit + 1;
	more_read(tokens, &span);
	*ret = span;
	return true;
}

static void tokens_drop(struct said_tokens *tokens, size_t from, size_t until)
{
	memmove(&tokens->items[from], &tokens->items[until],
		(tokens->count - until) * sizeof(*tokens->items));
	tokens->count -= until - from;
}

/* "within" is said before it, in it, or behind it. */
static bool has_in(const struct said_tokens *tokens, const struct span *span)
{
	if (said_kind_at(tokens, span->end - 1) == SAID_SPAN_IN ||
	    said_kind_at(tokens, span->end) == SAID_IN_AFTER)
		return true;
	for (size_t i = 1; i <= IN_NEAR && i <= span->from; i++) {
		enum said_kind kind = said_kind_at(tokens, span->from - i);

		if (kind != SAID_OTHER && kind != SAID_NEXT)
			return kind == SAID_IN;
	}
	return false;
}

/* "16 val. 30 min.", "৩টা ৩০ মিনিটে". */
static bool is_clock(const struct said_tokens *tokens, const struct span *span)
{
	enum said_kind kind = said_kind_at(tokens, span->unit);

	return (kind == SAID_PIECE || (kind == SAID_OCLOCK && !has_in(tokens, span))) &&
	       span->has_more && span->sixtieths <= HOURS * SAID_HOUR_MINUTES;
}

static void span_put(struct said_tokens *tokens, const struct span *span)
{
	enum said_kind kind = said_kind_at(tokens, span->end - 1);
	int minutes = (span->sixtieths * span->minutes + SAID_HOUR_MINUTES - 1) / SAID_HOUR_MINUTES;

	tokens->items[span->from] = (struct said_token){ .kind = SAID_NUMBER, .value = minutes };
	tokens->items[span->from + 1] =
		(struct said_token){ .kind = kind == SAID_SPAN_IN ? SAID_SPAN_IN : SAID_SPAN,
				     .value = 1 };
	tokens_drop(tokens, span->from + 2, span->end);
}

static void span_look(struct said_tokens *tokens, size_t at)
{
	struct span span;
	enum said_kind kind;

	if (!span_find(tokens, at, &span) ||
	    (!span.has_more && span.sixtieths % SAID_HOUR_MINUTES == 0))
		return;
	kind = said_kind_at(tokens, span.unit);
	if (span.minutes >= SAID_DAY_MINUTES) {
		tokens->items[at] = (struct said_token){ .kind = SAID_OTHER, .is_word = true };
		tokens_drop(tokens, at + 1, span.end);
	} else if (is_clock(tokens, &span)) {
		tokens->items[at] = (struct said_token){
			.kind = SAID_CLOCK,
			.value = span.sixtieths,
			.is_clear = span.sixtieths >= (HOURS / 2 + 1) * SAID_HOUR_MINUTES ||
				    span.sixtieths < SAID_HOUR_MINUTES,
		};
		tokens_drop(tokens, at + 1, span.end);
	} else if (kind == SAID_SPAN || kind == SAID_SPAN_IN ||
		   (kind == SAID_OCLOCK && has_in(tokens, &span))) {
		span_put(tokens, &span);
	}
}

/* "৩টি দিন": the word that counts things says nothing more. */
static void count_look(struct said_tokens *tokens, size_t at)
{
	enum said_kind kind = said_kind_at(tokens, at + 1), of = said_kind_at(tokens, at + 2);

	if (said_kind_at(tokens, at) == SAID_NUMBER && (kind == SAID_UNIT || kind == SAID_PIECE) &&
	    (of == SAID_WORK || of == SAID_SPAN))
		tokens_drop(tokens, at + 1, at + 2);
}

void said_spans_join(struct said_tokens *tokens)
{
	for (size_t i = 0; i < tokens->count; i++) {
		count_look(tokens, i);
		span_look(tokens, i);
	}
}

bool said_spans_left(const struct said_tokens *tokens)
{
	for (size_t i = 0; i < tokens->count; i++) {
		enum said_kind next = said_kind_at(tokens, i + 1);

		if (said_kind_at(tokens, i) == SAID_HALF)
			return true;
		if (said_kind_at(tokens, i) == SAID_PAST && next != SAID_NUMBER &&
		    next != SAID_HOUR)
			return true;
	}
	return false;
}
