/* Lines of a ticket's history in words: "Rasa gave it to Tomas". */
#pragma once

#include "ticket/history.h"
#include "web/parts.h"

/* False: the line says nothing that the messages do not say. */
bool history_part(struct ctx *cx, const struct history *line, struct part_event *ret);
