/* A ticket as one JSON document: the API and `hark ticket show` print the same. */
#pragma once

#include "base/json.h"
#include "ticket/message.h"
#include "ticket/ticket.h"
#include "ticket/work/task.h"

/* The whole document with clocks, promises and messages. Needs cx->db. */
enum hk_result ticket_json_write(struct ctx *cx, const struct ticket *ticket, struct hk_json *json);
/* The same of one that was opened just now with that message, which brought no files and nobody
 * else: what it cannot have is not asked for. */
enum hk_result ticket_json_write_new(struct ctx *cx, const struct ticket *ticket,
				     const struct message *first, struct hk_json *json);
/* The line of a list: the same without clocks, promises and messages. */
void ticket_json_line(struct hk_json *json, const struct ticket_line *line);
/* A task: who gave it to whom, by when, how it ended; with the number of its ticket if its reader
 * sees that. */
void ticket_json_task(struct hk_json *json, const struct task *task);
