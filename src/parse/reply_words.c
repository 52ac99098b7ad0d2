#include "parse/reply_words.h"

#include <stddef.h>

/* clang-format off */
const char *const reply_verbs[] = {
	"wrote", "writes", "schrieb", "schreibt", "geschrieben", "a écrit", "escribió",
	"napisał(a)", "napisał", "napisała", "pisze", "написал(а)", "написал(-а)", "написал",
	"написала", "пишет", "rašė", "parašė", "rašo", "লিখেছেন", "লিখেছে", "লিখেছিলেন",
	"எழுதினார்", "எழுதியது", "எழுதியுள்ளார்", "ने लिखा", "ने लिखा है", NULL,
};

const char *const reply_inner_verbs[] = {
	" schrieb ", " schrieb:", "Wiadomość napisana przez ", " wrote on ", " rašė ", " пишет ", "Zitat von ",
	"Quoting ", NULL,
};

const char *const reply_openers[] = {
	"On ", "Am ", "Le ", "El ", "En ", "W dniu ", "Dnia ", "Wiadomość napisana przez ",
	"pon., ", "wt., ", "śr., ", "czw., ", "pt., ", "sob., ", "niedz., ", "ndz., ",
	"пн, ", "вт, ", "ср, ", "чт, ", "пт, ", "сб, ", "вс, ",
	"понедельник, ", "вторник, ", "среда, ", "четверг, ", "пятница, ", "суббота, ", "воскресенье, ",
	"রবি", "সোম", "মঙ্গল", "বুধ", "বৃহ", "শুক্র", "শনি",
	"ஞாயி", "திங்", "செவ்", "புத", "வியா", "வெள்", "சனி",
	"रवि", "सोम", "मंगल", "बुध", "गुरु", "बृहस्पति", "शुक्र", "शनि", NULL,
};

const char *const reply_senders[] = {
	"From", "Von", "De", "Od", "Nadawca", "От", "От кого", "Отправитель", "Nuo", "Siuntėjas",
	"প্রেরক", "প্রেরণকারী", "থেকে", "হতে", "அனுப்புநர்", "அனுப்பியவர்", "இருந்து", "प्रेषक", "से",
	"द्वारा", NULL,
};

const char *const reply_dates[] = {
	"Sent", "Date", "Gesendet", "Datum", "Envoyé", "Enviado", "Enviado el", "Fecha",
	"Wysłane", "Wysłano", "Data", "Отправлено", "Дата", "Išsiųsta", "Siųsta",
	"পাঠানো", "পাঠানো হয়েছে", "প্রেরিত", "তারিখ",
	"அனுப்பப்பட்டது", "அனுப்பியது", "அனுப்பிய நாள்", "தேதி",
	"भेजा गया", "भेजा", "प्रेषित", "दिनांक", "तारीख", NULL,
};

const char *const reply_receivers[] = {
	"To", "Cc", "CC", "An", "À", "A", "Pour", "Para", "Do", "DW", "Adresat", "Кому", "Копия",
	"Kam", "Kopija", "Gavėjas", "প্রাপক", "প্রতি", "பெறுநர்", "प्रति", "प्राप्तकर्ता", "को", NULL,
};

const char *const reply_subjects[] = {
	"Subject", "Betreff", "Objet", "Sujet", "Asunto", "Temat", "Тема", "Tema",
	"বিষয়", "பொருள்", "தலைப்பு", "विषय", NULL,
};

const char *const reply_originals[] = {
	"Original Message", "Original message", "Ursprüngliche Nachricht", "Original-Nachricht",
	"Originalnachricht", "Message d'origine", "Message d’origine", "Message original",
	"Mensaje original", "Oryginalna wiadomość", "Wiadomość oryginalna", "Исходное сообщение",
	"Оригинальное сообщение", "Исходное письмо", "Pradinis laiškas", "Pradinis pranešimas",
	"Originalus laiškas", "Pirminis pranešimas", "মূল বার্তা", "அசல் செய்தி", "मूल संदेश", NULL,
};

const char *const reply_forwards[] = {
	"Forwarded message", "Forwarded Message", "Begin forwarded message",
	"Weitergeleitete Nachricht", "Anfang der weitergeleiteten Nachricht", "Message transféré",
	"Message transmis", "Début du message réexpédié", "Début du message transféré",
	"Mensaje reenviado", "Inicio del mensaje reenviado", "Przekazana wiadomość",
	"Treść przekazanej wiadomości", "Początek przekazywanej wiadomości",
	"Пересылаемое сообщение", "Перенаправленное сообщение", "Пересланное сообщение",
	"Начало переадресованного сообщения", "Persiųstas laiškas", "Persiųstas pranešimas",
	"ফরোয়ার্ড করা বার্তা", "முன்னனுப்பிய செய்தி", "अग्रेषित संदेश", NULL,
};

const struct reply_device reply_devices[] = {
	{ "Sent from ", "", true }, { "Sent with ", "", true }, { "Get Outlook for ", "", false },
	{ "Von mein", "gesendet", true }, { "Gesendet ", "", true },
	{ "Diese Nachricht wurde von ", "gesendet", true },
	{ "Outlook für ", "beziehen", false }, { "Outlook für ", "herunterladen", false },
	{ "Holen Sie sich ", "Outlook", false },
	{ "Envoyé d", "", true }, { "Obtenir Outlook ", "", false },
	{ "Télécharger Outlook ", "", false },
	{ "Enviado de", "", true }, { "Obtener Outlook ", "", false },
	{ "Descargar Outlook ", "", false },
	{ "Wysłan", "", true }, { "Pobierz ", "Outlook", false }, { "Uzyskaj ", "Outlook", false },
	{ "Отправлено ", "", true }, { "Скачать Outlook ", "", false },
	{ "Получить Outlook ", "", false },
	{ "Išsiųsta iš ", "", true }, { "Siųsta iš ", "", true }, { "Gauti „Outlook“", "", false },
	{ "Gauti Outlook", "", false },
	{ "", "থেকে পাঠানো হয়েছে", true }, { "", "থেকে প্রেরিত", true },
	{ "", "Outlook পান", false },
	{ "", "அனுப்பப்பட்டது", true }, { "", "Outlook ஐப் பெற", false },
	{ "", "से भेजा गया", true }, { "", "Outlook प्राप्त करें", false },
	{ "", "https://aka.ms/o0ukef", false }, { "", "https://aka.ms/AAb9ysg", false },
	{ "", "https://aka.ms/ghei36", false }, { NULL, NULL, false },
};

const char *const reply_things[] = {
	"iPhone", "iPad", "Galaxy", "Samsung", "Android", "Huawei", "HUAWEI", "Xiaomi", "Redmi",
	"POCO", "Pixel", "Nokia", "Motorola", "OnePlus", "OPPO", "vivo", "HONOR", "BlackBerry",
	"Outlook", "Yahoo", "Gmail", "Mail", "GMX", "WEB.DE", "Proton", "Thunderbird",
	"phone", "Phone", "Handy", "Mobiltelefon", "mobile", "Mobile", "tablet", "Tablet",
	"téléphone", "portable", "teléfono", "móvil", "telefon", "телефон", "смартфон", "Почт",
	"মোবাইল", "ফোন", "மொபைல்", "ஃபோன்", "मोबाइल", "फ़ोन", "फोन", NULL,
};

const char *const reply_places[] = {
	"below", "inline", "in red", "in blue", "in green", "in bold", "unten", "in rot", "in blau",
	"im Text", "ci-dessous", "en rouge", "en bleu", "dans le texte", "abajo", "en rojo",
	"en azul", "a continuación", "poniżej", "na czerwono", "w tekście", "ниже", "красным",
	"в тексте", "žemiau", "raudonai", "tekste", "নিচে", "নীচে", "লাল", "கீழே", "சிவப்பு", "नीचे", "लाल",
	NULL,
};

const char *const reply_answers[] = {
	"answer", "Answer", "comment", "Comment", "repl", "Repl", "see ", "See ", "ntwort",
	"nmerkung", "siehe", "Siehe", "répon", "Répon", "comment", "voir", "Voir", "respuesta",
	"Respuesta", "respond", "Respond", "odpow", "Odpow", "ответ", "Ответ", "коммент", "atsak",
	"Atsak", "উত্তর", "জবাব", "பதில்", "जवाब", "उत्तर", NULL,
};
/* clang-format on */
