/* Keeps the control centre of each organisation live for those who watch it. */
#pragma once

#include "app/trusted.h"
#include "web/web_server.h"

struct watch;

struct watch *watch_new(struct web_server *server);
void watch_free(struct watch *watch);
/* The round of its worker; data is the struct watch. */
void watch_round(struct worker *worker, struct ctx *cx, int64_t *ret_next);
