const latin: Readonly<Record<string, string>> = {
  ß: 'ss',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
};

const special = /[ßøłđðþæœı]/g;

/** Returns a word in the form in which names are compared: lower case, without diacritics, dots and apostrophes. */
export function fold(text: string): string {
  if (/^[ -~]*$/.test(text)) return text.toLowerCase().replace(/[.']/g, '');
  return text
    .normalize('NFD')
    .replace(/[\p{M}.'’ʼʹ`]/gu, '')
    .toLowerCase()
    .replace(special, (letter) => latin[letter] ?? letter);
}
