/* What the API's handlers share: reading a body, writing an answer. */
#pragma once

#include <jansson.h>

#include "base/json.h"
#include "ticket/ticket.h"
#include "web/web.h"

static inline void json_cleanup(json_t **json)
{
	json_decref(*json);
}

#define scoped_json __attribute__((cleanup(json_cleanup))) json_t

/* The body as an object; HK_INVALID with a sentence when it is none. The caller lets it go. What
 * openapi.json does not describe is a field problem. */
enum hk_result api_read(struct web_request *req, json_t **ret);
/* Members of an object: "" or 0 when absent. A wrong type is a field problem. */
const char *api_text(struct web_request *req, const json_t *object, const char *name,
		     const char *otherwise);
/* What is to be set: "" when absent or null; one that is there and says nothing is a problem. */
const char *api_word(struct web_request *req, const json_t *object, const char *name);
/* What is said, which both tickets and messages call text or body. */
const char *api_words(struct web_request *req, const json_t *object);
/* The object called within, if there is one, has these members and no others. */
void api_members_within(struct web_request *req, const json_t *object, const char *within,
			const char *const names[], size_t count);
/* One problem for one field, the first: what is of a wrong type is not missing besides. */
void api_fields_once(struct ctx *cx);
/* Of the object called within. */
const char *api_text_within(struct web_request *req, const json_t *object, const char *within,
			    const char *name);
/* A list of texts; a wrong type is a field problem, and the list empty. */
size_t api_texts(struct web_request *req, const json_t *object, const char *name,
		 const char *const **ret);
int64_t api_number(struct web_request *req, const json_t *object, const char *name,
		   int64_t otherwise);
/* "2026-11-30T15:00:00.000Z", as answers say it, with or without seconds, in UTC; ms UTC. 0:
 * absent, or a field problem. */
int64_t api_time(struct web_request *req, const json_t *object, const char *name);
/* The answer is JSON from here on; the document goes into req->out->to. */
struct hk_json api_answer(struct web_request *req, unsigned status);
/* The header Location of what was made: /api/v1, the rest of its address, and the id or number. */
void api_location(struct web_request *req, const char *place, int64_t id);
/* The ticket, whole, after it was written. */
enum hk_result api_answer_ticket(struct web_request *req, const struct ticket *ticket,
				 unsigned status);
/* A page of tickets. at: the time by which they are sorted, of the last one; where it is a full
 * page of limit, the next begins behind it. */
enum hk_result api_answer_lines(struct web_request *req, const struct ticket_lines *lines,
				int64_t limit, int64_t at);
