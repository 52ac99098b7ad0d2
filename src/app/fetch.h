/* Watches the mailboxes that are fetched by IMAP, one thread each; the net role speaks. */
#pragma once

#include "app/house.h"

struct fetcher;

struct fetcher *fetcher_open(struct open_house *open);
void fetcher_close(struct fetcher *fetcher);
