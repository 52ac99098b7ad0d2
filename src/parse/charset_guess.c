#include "parse/charset_guess.h"

#include <string.h>

#include "base/result.h"

enum {
	SAMPLE_BYTES = 4 * 1024,
	BEFORE_BYTES = 200, /* of the sample, what stands before its first byte beyond ASCII */
	SIGNS_MOST = 250,   /* beyond ASCII that are looked at */
	MISFIT = 80,        /* what a sign costs that the language does not have */
	RARE = 10,          /* and a letter that it seldom has */
	WESTERN_FITS = 10,  /* a mean up to which no other language is asked */
	WORDS_SURE = 2,
	META_BYTES = 4096,
	CHARSET_BYTES = 40,
	BROKEN = 0xfffd,
};

/* letters: those beyond ASCII, both sizes, or else ranges of a script; common: of an alphabet
 * without a to z, what most of a text consists of, else NULL. words: to tell it from a western
 * language that the same bytes could be, each with a space around it. */
struct language {
	const char *charset, *letters, *common, *words;
};

/* clang-format off */
static const struct language western[] = {
	{ "windows-1252", "äöüßÄÖÜẞ", NULL, " und der die das ich nicht ist mit ein für auf wir sie haben " },
	{ "windows-1252", "àâæçéèêëîïôœùûüÿÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ", NULL,
	  " le la les de des et est je vous pour une que dans mon pas bonjour merci " },
	{ "windows-1252", "áéíóúüñÁÉÍÓÚÜÑ¿¡ªº", NULL, " el la los de que y en por para una es mi con hola gracias " },
	{ "windows-1252", "áâãàçéêíóôõúüÁÂÃÀÇÉÊÍÓÔÕÚÜªº", NULL, " o a os de que e em para um uma não com meu " },
	{ "windows-1252", "àèéìíîòóùúÀÈÉÌÍÎÒÓÙÚ", NULL, " il la di che e per un una non con mio sono grazie " },
	{ "windows-1252", "åäöéÅÄÖÉü", NULL, " och att det är jag en på inte med ja ei on se että " },
	{ "windows-1252", "æøåÆØÅéòôÉ", NULL, " og det er jeg en på ikke med for at til har hei hej " },
	{ "windows-1252", "áéíóúýþæöðÁÉÍÓÚÝÞÆÖÐ", NULL, " og að er ég ekki það í á til við " },
	{ "windows-1252", "àáèéëêïíîöóòüúûôçÀÁÈÉËÏÍÖÓÜÚ", NULL, " de het een en van ik niet dat is op met voor i l és no " },
};

static const char russian[] =
	"абвгдежзийклмнопрстуфхцчшщъыьэюяАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯёЁіІїЇєЄґҐўЎ";
static const char russian_common[] = "оеаинтсрвлкмдпуябыьгзОЕАИНТСРВЛКМДПУЯБЫЬГЗі";
static const char polish[] = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ";
static const char polish_words[] = " nie się jest na proszę do to że mam dzień dobry czy i w z ";
static const char czech[] = "áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽĺľŕôäĽ";
static const char czech_words[] = " je se na že to dobrý den prosím děkuji mi a v som nie ";
static const char hungarian[] = "áéíóöőúüűÁÉÍÓÖŐÚÜŰ";
static const char hungarian_words[] = " a az és nem hogy egy is van jó napot köszönöm kérem ";
static const char croatian[] = "čćđšžČĆĐŠŽ";
static const char croatian_words[] = " je se na da u i nije dobar dan hvala molim prosim ali ";
static const char romanian[] = "ăâîşţĂÂÎŞŢ";
static const char romanian_words[] = " nu este şi în la pe un o cu vă rog bună ";
static const char japanese[] =
	"ぁあぃいぅうぇえぉおかがきぎくぐけげこごさざしじすずせぜそぞただちぢっつづてでとどなにぬねのはばぱひびぴふぶぷへべぺほぼぽまみむめも"
	"ゃやゅゆょよらりるれろわをんァアィイゥウェエォオカガキギクグケゲコゴサザシジスズセゼソタダチッツテデトドナニネノハバパヒビピフブプ"
	"ヘベペホボポマミムメモャヤュユョヨラリルレロワン日本大人年月一話様願申社問合届品何";
static const char chinese[] =
	"的一是不了在人有我他这这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方"
	"多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明"
	"性知全三又关点正业外将两高间由问很最重请谢您订货收单退款品网址";
static const char chinese_old[] =
	"的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方"
	"多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日軍者意無力它與長把機十民第公此已工使情明"
	"性知全三又關點正業外將兩高間由問很最重請謝您訂貨收單退款品網址";
static const char korean[] =
	"이다는을의에가하고지한도를로은니기사서나어리아자그인대일시수해들있정제부보전요습안녕세감합주문상품배송";
static const char greek[] =
	"αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩΆΈΉΊΌΎΏ";

/* Of two that fit alike the first. */
static const struct language others[] = {
	{ "windows-1257", "ąčęėįšųūžĄČĘĖĮŠŲŪŽ", NULL,
	  " ir kad ar su yra aš man mano bet kaip iš dėl labas laba diena sveiki ačiū už prašau į jau dar kada kiek"
	  " pagarbiai vėl veikia neveikia gerai rašo buvo tik nes nuo prie mums jums jūs jūsų mūsų mes jis šį ši šis ką"
	  " norėčiau gavau negavau siunta siuntinys prekė prekės užsakymas sąskaita pinigai pinigus dienų dienos dieną"
	  " didelės maža kvitą klaida taip ne tai tada čia žmona vyras negaliu galite noriu kol šiandien rytoj vakar " },
	{ "windows-1257", "āčēģīķļņšūžĀČĒĢĪĶĻŅŠŪŽ", NULL, " un ir es ka ar no par bet labdien paldies nav lūdzu " },
	{ "windows-1257", "äõöüšžÄÕÖÜŠŽ", NULL, " ja on ei ma et see kui tere palun aitäh mul " },
	{ "windows-1250", polish, NULL, polish_words },
	{ "iso-8859-2", polish, NULL, polish_words },
	{ "windows-1250", czech, NULL, czech_words },
	{ "iso-8859-2", czech, NULL, czech_words },
	{ "windows-1250", hungarian, NULL, hungarian_words },
	{ "windows-1250", croatian, NULL, croatian_words },
	{ "iso-8859-2", croatian, NULL, croatian_words },
	{ "windows-1250", romanian, NULL, romanian_words },
	{ "windows-1254", "çğıöşüÇĞİÖŞÜâîû", NULL, " ve bir bu için de da ne var merhaba teşekkürler lütfen " },
	{ "windows-1251", russian, russian_common, "" },
	{ "KOI8-U", russian, russian_common, "" },
	{ "iso-8859-5", russian, russian_common, "" },
	{ "ibm866", russian, russian_common, "" },
	{ "windows-1253", greek, "αοιετνσςηρπκμλυ", "" },
	{ "windows-31j", NULL, japanese, "" },
	{ "EUC-JP", NULL, japanese, "" },
	{ "GB18030", NULL, chinese, "" },
	{ "Big5-HKSCS", NULL, chinese_old, "" },
	{ "windows-949", NULL, korean, "" },
};

/* What stands between words in any language, and what touches none. */
static const char marks[] = "\u00a0\u202f“”„‘’‚‹›«»–—…•·§°©®™€£¥´¡¿、。！？「」，：（）・";
static const char apart[] = "¢±½¼¾×÷²³";

/* clang-format on */

static bool holds(const char *letters, gunichar sign)
{
	return g_utf8_strchr(letters, -1, sign) != NULL;
}

/* Letters of the East: a script as a whole. */
static bool is_eastern(gunichar sign)
{
	return (sign >= 0x3000 && sign <= 0x30ff) || (sign >= 0x4e00 && sign <= 0x9fff) ||
	       (sign >= 0xac00 && sign <= 0xd7a3) || (sign >= 0xff00 && sign <= 0xff5e);
}

static bool is_mark(gunichar before, gunichar sign, gunichar after)
{
	bool is_begun = g_unichar_isalpha(before), goes_on = g_unichar_isalpha(after);

	if (sign == 0x2019 || sign == 0xb4) /* an apostrophe */
		return true;
	if (holds(apart, sign)) /* a square metre */
		return !goes_on && (!is_begun || sign == 0xb2 || sign == 0xb3);
	return holds(marks, sign) && !(is_begun && goes_on);
}

/* "Straίe" for "Straße": no word has letters of two alphabets. The scripts of the East stand beside
 * others. */
static bool is_torn(const struct language *language, gunichar before, gunichar after)
{
	return language->letters && language->common &&
	       ((before < 0x80 && g_unichar_isalpha(before)) ||
		(after < 0x80 && g_unichar_isalpha(after)));
}

static uint64_t sign_cost(const struct language *language, gunichar before, gunichar sign,
			  gunichar after)
{
	bool is_letter = language->letters ? holds(language->letters, sign) : is_eastern(sign);

	if (sign == BROKEN || g_unichar_iscntrl(sign))
		return MISFIT;
	if (!is_letter)
		return is_mark(before, sign, after) ? 0 : MISFIT;
	if (is_torn(language, before, after))
		return MISFIT;
	/* What came out with its sizes the wrong way round was read wrongly. */
	if (g_unichar_isupper(sign) && g_unichar_islower(before))
		return MISFIT;
	return !language->common || holds(language->common, sign) ? 0 : RARE;
}

/* The mean of what the signs beyond ASCII cost, of MISFIT. */
static uint64_t text_cost(const struct language *language, const GString *read)
{
	uint64_t cost = 0, count = 0;
	gunichar before = ' ';

	for (const char *at = read->str; at < read->str + read->len && count < SIGNS_MOST;) {
		gunichar sign = g_utf8_get_char(at);

		at = g_utf8_next_char(at);
		if (sign >= 0x80) {
			cost += sign_cost(language, before, sign, g_utf8_get_char(at));
			count++;
		}
		before = sign;
	}
	return count ? cost / count : MISFIT;
}

/* How many words of the text are among those of the language; one with a letter that is read
 * otherwise elsewhere says as much as two. */
static size_t words_known(const struct language *language, const GString *read)
{
	g_autofree char *lower = g_utf8_strdown(read->str, (gssize)read->len);
	size_t count = 0;

	for (char *at = lower, *end; *at; at = end) {
		char *next;

		while (*at && !g_unichar_isalpha(g_utf8_get_char(at)))
			at = g_utf8_next_char(at);
		for (end = at; *end && g_unichar_isalpha(g_utf8_get_char(end)); end = next)
			next = g_utf8_next_char(end);
		if (end == at)
			break;

		g_autofree char *word = g_strdup_printf(" %.*s ", (int)(end - at), at);

		if (strstr(language->words, word))
			count += g_str_is_ascii(word) ? 1 : WORDS_SURE;
	}
	return count;
}

/* From a little before the first byte that matters on, as UTF-16 and its like are not meant. */
static GString *sample_of(const GString *text)
{
	size_t from = 0;

	while (from < text->len && !(text->str[from] & 0x80))
		from++;
	from -= MIN(from, BEFORE_BYTES);
	return g_string_new_len(text->str + from, (gssize)MIN(text->len - from, SAMPLE_BYTES));
}

struct guess {
	const struct language *language;
	uint64_t cost;
	size_t words;
};

/* The cheapest of a list; among equals the one of which most words are known. */
static struct guess best_of(const GString *sample, const struct language *list, size_t count)
{
	struct guess best = { .cost = UINT64_MAX };
	g_autoptr(GString) read = NULL;

	for (size_t i = 0; i < count; i++) {
		struct guess one = { .language = &list[i] };

		if (i == 0 || strcmp(list[i].charset, list[i - 1].charset) != 0) {
			if (read)
				g_string_free(read, TRUE);
			read = charset_read(sample, list[i].charset);
		}
		if (!read)
			continue;
		one.cost = text_cost(one.language, read);
		if (one.cost > best.cost)
			continue;
		one.words = words_known(one.language, read);
		if (one.cost < best.cost || (one.cost == best.cost && one.words > best.words))
			best = one;
	}
	return best;
}

const char *charset_guess(const GString *text, const char *of)
{
	g_autoptr(GString) sample = sample_of(text);
	struct guess west = best_of(sample, western, HK_COUNT(western));
	struct guess other = best_of(sample, others, HK_COUNT(others));
	bool is_western = west.cost <= WESTERN_FITS;

	/* The same bytes would do for both: what else stands there says which it is. */
	if (is_western && other.language && other.cost <= west.cost && other.words >= WORDS_SURE &&
	    other.words > 2 * west.words)
		return other.language->charset;
	if (is_western)
		return western->charset;
	if (of)
		return of;
	return other.language && other.cost * 2 < west.cost ? other.language->charset
							    : western->charset;
}

const char *charset_by_escape(const GString *text)
{
	static const struct {
		const char *escape, *charset;
	} escapes[] = {
		{ "\x1b$B", "iso-2022-jp-2" }, { "\x1b$@", "iso-2022-jp-2" },
		{ "\x1b(J", "iso-2022-jp-2" }, { "\x1b(I", "iso-2022-jp-2" },
		{ "\x1b$)C", "iso-2022-kr" },  { "\x1b$)A", "iso-2022-cn" },
	};

	if (!memchr(text->str, '\x1b', text->len))
		return NULL;
	for (size_t i = 0; i < HK_COUNT(escapes); i++)
		if (memmem(text->str, text->len, escapes[i].escape, strlen(escapes[i].escape)))
			return escapes[i].charset;
	return NULL;
}

/* Behind "charset", "=" and a quotation mark; NULL: it is another word. */
static char *name_at(const char *at)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789-_:.+";
	size_t len;

	at += strspn(at, " \t\r\n");
	if (*at++ != '=')
		return NULL;
	at += strspn(at, " \t\r\n\"'");
	len = strspn(at, letters);
	return len > 0 && len < CHARSET_BYTES ? g_strndup(at, len) : NULL;
}

char *charset_of_page(const GString *page)
{
	static const char tag[] = "<meta", word[] = "charset";
	g_autofree char *head = g_strndup(page->str, MIN(page->len, META_BYTES));

	for (const char *at = strcasestr(head, tag); at; at = strcasestr(at, tag)) {
		const char *end = strchrnul(at, '>'), *found = strcasestr(at, word);
		char *name = found && found < end ? name_at(found + sizeof(word) - 1) : NULL;

		/* It was read as ASCII so far, so it is nothing of two bytes a letter. */
		if (name && g_ascii_strncasecmp(name, "utf-16", 6) != 0 &&
		    g_ascii_strncasecmp(name, "utf-32", 6) != 0)
			return name;
		g_free(name);
		at = end;
	}
	return NULL;
}
