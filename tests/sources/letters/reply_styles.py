"""How mail programs quote what is answered, in five languages: bodies with what they mean."""

from dataclasses import dataclass

WHO = "Mara Lind <mara.lind@mail.example>"


@dataclass(frozen=True)
class Words:
    """One language: what was asked and answered, and how programs speak around it."""

    hello: str
    question: str
    answer: str
    bye: str
    gmail: str
    thunderbird: str
    apple: str
    mobile: str
    original: str
    sender: str
    sent: str
    to: str
    about: str
    on_phone: str
    notice: str


LANGUAGES = {
    "en": Words(
        "Hello Ines,",
        "do you repair umbrellas, and what does it cost?",
        "Yes, a new rib is $14.50 and takes 3 days.",
        "Kind regards",
        f"On Tue, Mar 3, 2026 at 4:12 PM {WHO} wrote:",
        "On 03/03/2026 16:12, Mara Lind wrote:",
        f"On 3 Mar 2026, at 16:12, {WHO} wrote:",
        f"On Tuesday, March 3, 2026, 04:12:09 PM GMT+1, {WHO} wrote:",
        "-----Original Message-----",
        "From",
        "Sent",
        "To",
        "Subject",
        "Sent from my iPhone",
        "This message is intended only for the person it is addressed to and may be privileged."
        " If it reached you by mistake, please delete it and notify us.",
    ),
    "de": Words(
        "Guten Tag Frau Brand,",
        "reparieren Sie Schirme, und was kostet das?",
        "Ja, eine neue Strebe kostet 14,50 € und dauert 3 Tage.",
        "Mit freundlichen Grüßen",
        f"Am Di., 3. März 2026 um 16:12 Uhr schrieb {WHO}:",
        "Am 03.03.26 um 16:12 schrieb Mara Lind:",
        f"Am 03.03.2026 um 16:12 schrieb {WHO}:",
        f"Am Dienstag, 3. März 2026 um 16:12:09 MEZ hat {WHO} Folgendes geschrieben:",
        "-----Ursprüngliche Nachricht-----",
        "Von",
        "Gesendet",
        "An",
        "Betreff",
        "Von meinem iPhone gesendet",
        "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat"
        " sind, informieren Sie bitte den Absender und vernichten Sie diese Mail.",
    ),
    "fr": Words(
        "Bonjour Madame Brand,",
        "réparez-vous les parapluies, et à quel prix ?",
        "Oui, une baleine neuve coûte 14,50 € et demande 3 jours.",
        "Bien cordialement",
        f"Le mar. 3 mars 2026 à 16:12, {WHO} a écrit :",
        "Le 03/03/2026 à 16:12, Mara Lind a écrit :",
        f"Le 3 mars 2026 à 16:12, {WHO} a écrit :",
        f"Le mardi 3 mars 2026 à 16:12:09 UTC+1, {WHO} a écrit :",
        "-----Message d'origine-----",
        "De",
        "Envoyé",
        "À",
        "Objet",
        "Envoyé de mon iPhone",
        "Ce message et ses pièces jointes sont confidentiels et destinés à la seule personne"
        " nommée. Si vous l'avez reçu par erreur, merci de le supprimer.",
    ),
    "es": Words(
        "Buenos días, Inés:",
        "¿reparan paraguas y cuánto cuesta?",
        "Sí, una varilla nueva cuesta 14,50 € y tarda 3 días.",
        "Un cordial saludo",
        "El mar, 3 mar 2026 a las 16:12, Mara Lind (<mara.lind@mail.example>) escribió:",
        "El 03/03/2026 a las 16:12, Mara Lind escribió:",
        f"El 3 mar 2026, a las 16:12, {WHO} escribió:",
        f"En martes, 3 de marzo de 2026, 16:12:09 CET, {WHO} escribió:",
        "-----Mensaje original-----",
        "De",
        "Enviado el",
        "Para",
        "Asunto",
        "Enviado desde mi iPhone",
        "Este mensaje es confidencial y va dirigido a su destinatario. Si lo ha recibido por"
        " error, le rogamos que lo elimine.",
    ),
    "pt": Words(
        "Bom dia, Inês,",
        "consertam guarda-chuvas e quanto custa?",
        "Sim, uma vareta nova custa 14,50 € e demora 3 dias.",
        "Com os melhores cumprimentos",
        f"Em ter., 3 de mar. de 2026 às 16:12, {WHO} escreveu:",
        "Em 03/03/2026 16:12, Mara Lind escreveu:",
        f"No dia 3 de mar. de 2026, às 16:12, {WHO} escreveu:",
        f"Em terça-feira, 3 de março de 2026 às 16:12:09 WET, {WHO} escreveu:",
        "-----Mensagem original-----",
        "De",
        "Enviada em",
        "Para",
        "Assunto",
        "Enviado do meu iPhone",
        "Esta mensagem é confidencial e destina-se ao seu destinatário. Se a recebeu por engano,"
        " por favor elimine-a.",
    ),
}


def _marked(text):
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _asked(w):
    return f"{w.hello}\n\n{w.question}\n\nMara"


def _fields(w, bold=""):
    named = ((w.sender, WHO), (w.sent, "3 March 2026 16:12"), (w.to, "Laden"), (w.about, "Q"))
    return "\n".join(f"{bold}{name}:{bold} {value}" for name, value in named)


def bodies(w):
    """Style to the plain body of a reply in it."""
    own = f"{w.hello}\n\n{w.answer}\n\n{w.bye}\nInes Brand"
    cut = w.gmail.rindex("<") + 1
    return {
        "gmail": f"{own}\n\n{w.gmail}\n\n{_marked(_asked(w))}\n",
        "gmail_broken_line": f"{own}\n\n{w.gmail[:cut]}\n{w.gmail[cut:]}\n\n{_marked(_asked(w))}",
        "thunderbird_below": f"{w.thunderbird}\n{_marked(_asked(w))}\n\n{own}\n",
        "thunderbird_above": f"{own}\n\n{w.thunderbird}\n{_marked(_asked(w))}\n",
        "apple": f"{own}\n\n> {w.apple}\n>\n{_marked(_asked(w))}\n",
        "apple_open": f"{own}\n\n{w.apple}\n\n{_asked(w)}\n",
        "yahoo": f"{own}\n\n{w.mobile}\n\n{_asked(w)}\n",
        "outlook": f"{own}\n\n{_fields(w)}\n\n{_asked(w)}\n",
        "outlook_ruled": f"{own}\n\n{'_' * 32}\n{_fields(w)}\n\n{_asked(w)}\n",
        "outlook_bold": f"{own}\n\n{_fields(w, '*')}\n\n{_asked(w)}\n",
        "outlook_old": f"{own}\n\n{w.original}\n{_fields(w)}\n\n{_asked(w)}\n",
        "phone": f"{w.answer}\n\n{w.on_phone}\n\n{w.apple}\n\n{_marked(_asked(w))}\n",
        "notice": f"{own}\n\n{w.notice}\n\n{w.gmail}\n\n{_marked(_asked(w))}\n",
        "notice_unsigned": f"{w.answer}\n\nInes Brand\nTel. 030 5550142\n\n{w.notice}\n\n"
        f"{w.thunderbird}\n{_marked(_asked(w))}\n",
        "quote_of_quote": f"{own}\n\n{w.gmail}\n{_marked(_asked(w))}\n>\n"
        f"> {w.thunderbird}\n{_marked(_marked(w.answer))}\n",
    }


def pages(w):
    """Style to the page of a reply that has no plain words."""
    asked = f"<p>{w.hello}</p><p>{w.question}</p><p>Mara</p>"
    own = f"<div>{w.hello}</div><div><br></div><div>{w.answer}</div>"
    head = w.gmail.replace("<", "&lt;").replace(">", "&gt;")
    named = ((w.sender, WHO), (w.sent, "3 March 2026 16:12"), (w.to, "Laden"), (w.about, "Q"))
    fields = [
        f"<b>{name}:</b> {value.replace('<', '&lt;').replace('>', '&gt;')}" for name, value in named
    ]
    return {
        "gmail": f'<div dir="ltr">{own}<br clear="all"><div class="gmail_signature">Ines Brand<br>'
        f'Tel. 030 5550142</div></div><br><div class="gmail_quote"><div class="gmail_attr">{head}'
        f'<br></div><blockquote class="gmail_quote">{asked}</blockquote></div>',
        "apple": f"<html><body>{own}<div>{w.bye}</div><div>Ines</div><div><br><blockquote"
        f' type="cite"><div>{head}</div><br><div>{asked}</div></blockquote></div></body></html>',
        "thunderbird": f'<html><body><p>{w.hello}</p><p>{w.answer}</p><div class="moz-signature">'
        f'-- <br>Ines Brand</div><div class="moz-cite-prefix">{w.thunderbird}<br></div>'
        f'<blockquote type="cite">{asked}</blockquote></body></html>',
        "outlook": f"<div class=WordSection1><p class=MsoNormal>{w.hello}</p><p class=MsoNormal>"
        f"{w.answer}</p><p class=MsoNormal>{w.bye}<br>Ines Brand</p><div style='border:none;"
        f"border-top:solid #E1E1E1 1.0pt'><p class=MsoNormal>{'<br>'.join(fields)}</p></div>"
        f"<p class=MsoNormal>&nbsp;</p>{asked}</div>",
        "outlook_web": f'<div>{own}</div><hr tabindex="-1"><div id="divRplyFwdMsg"><font>'
        f"{'<br>'.join(fields)}</font><div>&nbsp;</div></div><div>{asked}</div>",
        "yahoo": f'<div>{own}</div><div class="yahoo_quoted"><div>'
        f"{w.mobile.replace('<', '&lt;').replace('>', '&gt;')}</div><div><br></div><div>{asked}"
        "</div></div>",
    }
