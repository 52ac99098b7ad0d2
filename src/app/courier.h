/*
 * Couriers carry the mail of mailboxes with a server of their own, a thread for
 * each that has something to send: whichever server is slow or away holds up
 * its own mail alone.
 */
#pragma once

#include "app/trusted.h"

struct couriers;

struct couriers *couriers_new(struct open_house *open);
/* Waits for what is under way. */
void couriers_free(struct couriers *couriers);
/* A worker_round(); data: the couriers. Sends out who is needed. */
void couriers_round(struct worker *worker, struct ctx *cx, int64_t *ret_next);
