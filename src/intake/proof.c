#include "intake/proof.h"

#include <string.h>

#include "base/text.h"
#include "intake/auth_results.h"
#include "intake/proof_trace.h"

static const struct db_column columns[] = {
	DB_COLUMN(struct proof, inbound_id), DB_COLUMN(struct proof, ticket_id),
	DB_COLUMN(struct proof, message_id), DB_COLUMN(struct proof, verdict),
	DB_COLUMN(struct proof, server),     DB_COLUMN(struct proof, detail),
};
static const struct db_record record = DB_RECORD("proof", struct proof, columns);

enum method { DMARC, DKIM, SPF, METHODS };

static const char *const method_names[METHODS] = { "dmarc", "dkim", "spf" };

/* What was told of each method so far. */
struct told {
	const char *domain; /* of From; "": none, or several authors */
	const char *result[METHODS];
	bool is_aligned[METHODS]; /* it speaks of that domain */
};

static const char *domain_of(const char *address)
{
	const char *at = strrchr(address, '@');

	return at ? at + 1 : address;
}

/* Of two authors none can be confirmed (RFC 7489, 6.6.1). */
static const char *author_domain(const struct mail *mail)
{
	const char *domain = "";
	int authors = 0;

	for (uint32_t i = 0; i < mail->address_count; i++)
		if (mail->addresses[i].role == MAIL_FROM) {
			domain = domain_of(mail->addresses[i].address);
			authors++;
		}
	return authors == 1 ? domain : "";
}

static bool is_within(const char *domain, const char *parent)
{
	size_t length = strlen(domain), of_parent = strlen(parent);

	return strchr(parent, '.') && length > of_parent + 1 &&
	       domain[length - of_parent - 1] == '.' &&
	       hk_equal_ascii(domain + length - of_parent, parent);
}

/* One is the other or lies below it: alignment as RFC 7489, 3.1 has it, without a list of which
 * endings are public, so a little stricter. */
static bool is_same_house(const char *one, const char *other)
{
	return *one && *other &&
	       (hk_equal_ascii(one, other) || is_within(one, other) || is_within(other, one));
}

static bool speaks_of(const struct auth_result *result, enum method method, const char *domain)
{
	const char *from = auth_property(result, "header.from");
	const char *signer = auth_property(result, "header.d");

	switch (method) {
	case DMARC: return *domain && (!*from || hk_equal_ascii(domain_of(from), domain));
	case DKIM:
		if (!*signer)
			signer = domain_of(auth_property(result, "header.i"));
		return is_same_house(signer, domain);
	default: return is_same_house(domain_of(auth_property(result, "smtp.mailfrom")), domain);
	}
}

/* The first that is told of a method counts; of signatures a good one of the author's own house is
 * worth more than any other. */
static void hear(struct told *told, const bool *was_told, const struct auth_result *result)
{
	for (int i = 0; i < METHODS; i++) {
		bool is_aligned;

		if (!hk_equal(result->method, method_names[i]) || was_told[i])
			continue;
		is_aligned = speaks_of(result, (enum method)i, told->domain);
		if (told->result[i] &&
		    !(i == DKIM && is_aligned && hk_equal(result->result, "pass")))
			continue;
		told->result[i] = result->result;
		told->is_aligned[i] = is_aligned;
	}
}

static void hear_all(struct told *told, const struct auth_results *results)
{
	bool was_told[METHODS];

	for (int i = 0; i < METHODS; i++)
		was_told[i] = told->result[i] != NULL;
	for (size_t i = 0; i < results->count; i++)
		hear(told, was_told, &results->items[i]);
}

static bool says(const struct told *told, enum method method, const char *result)
{
	return told->is_aligned[method] && hk_equal(told->result[method], result);
}

/* A signature that fails is as good as none (RFC 6376, 6.1): lists break them. */
static const char *verdict_of(const struct told *told)
{
	if (says(told, DMARC, "pass"))
		return "confirmed";
	if (says(told, DMARC, "fail"))
		return "failed";
	if (says(told, DKIM, "pass") || says(told, SPF, "pass"))
		return "confirmed";
	return says(told, SPF, "fail") ? "failed" : "unconfirmed";
}

static const char *detail_of(struct hk_arena *arena, const struct told *told)
{
	const char *detail = "";

	for (int i = 0; i < METHODS; i++)
		if (told->result[i])
			detail = hk_format(arena, "%s%s%s=%.20s", detail, *detail ? " " : "",
					   method_names[i], told->result[i]);
	return detail;
}

struct proof proof_of(struct hk_arena *arena, const struct mail *mail, const char *server)
{
	struct proof proof = { .verdict = "", .server = "", .detail = "" };
	struct told told = { .domain = author_domain(mail) };
	struct trace trace = { .server = server };
	struct auth_results results;

	if (!server || !*server)
		return proof;
	for (uint32_t i = 0; i < mail->header_count; i++) {
		if (!trace_next(arena, &trace, &mail->headers[i]) ||
		    !auth_results_read(arena, mail->headers[i].value, &results) ||
		    !hk_equal_ascii(results.server, server))
			continue;
		trace.has_counted = true;
		hear_all(&told, &results);
	}
	if (!trace.has_counted)
		return proof;
	proof.verdict = verdict_of(&told);
	proof.server = server;
	proof.detail = detail_of(arena, &told);
	return proof;
}

enum hk_result proof_put(struct ctx *cx, const struct proof *proof)
{
	if (!*proof->verdict)
		return db_send(cx->db, DB_DELETE("proof", "inbound_id = $2"),
			       DB_ARGS(proof->inbound_id));
	return db_send(cx->db,
		       DB_ADD("proof", "inbound_id, ticket_id, message_id, verdict, server, detail",
			      "$2, $3, $4, $5, $6, $7",
			      "ON CONFLICT (org_id, inbound_id) DO UPDATE SET ticket_id = $3,"
			      " message_id = $4, verdict = $5, server = $6, detail = $7"),
		       DB_ARGS(proof->inbound_id, proof->ticket_id, proof->message_id,
			       proof->verdict, proof->server, proof->detail));
}

enum hk_result proof_of_inbound(struct ctx *cx, int64_t inbound_id, struct proof *ret)
{
	enum hk_result result = db_select_one(cx->db, &record, DB_WHERE("inbound_id = $2", ""),
					      DB_ARGS(inbound_id), ret);

	if (result == HK_NOT_FOUND)
		*ret = (struct proof){ .verdict = "", .server = "", .detail = "" };
	return result == HK_NOT_FOUND ? HK_OK : result;
}

enum hk_result proof_every(struct ctx *cx, int64_t ticket_id, struct proof_list *ret)
{
	struct db_rows rows;

	HK_TRY(db_select(cx->db, &record, DB_WHERE("ticket_id = $2", "ORDER BY +inbound_id"),
			 DB_ARGS(ticket_id), &rows));
	*ret = (struct proof_list){ rows.items, rows.count };
	return HK_OK;
}
