/** Whether a key is named like a secret: by its last words, so that `tokenizer`, `maxTokens` and `passwordPolicy` are not. */

/** `DB_PASSWORD`, `accessToken`, `x-api-key`, `privateKeys`, `clientsecret`, `dsn2`. */
export function namedLikeSecret(key: string): boolean {
  const words = wordsOf(key)
  return [1, 2, 3].some(count => words.length >= count && isName(words.slice(-count).join('')))
}

function isName(words: string): boolean {
  return names.has(words) || (words.endsWith('s') && plurals.has(words.slice(0, -1)))
}

/** Camel case, capitals, and whatever is between letters; a number at the end of a word says nothing. */
function wordsOf(key: string): readonly string[] {
  return key
    .replaceAll(/(?<=[\p{Ll}\d])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu, ' ')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .map(word => word.replace(/\d+$/, ''))
    .filter(word => word !== '')
}

/** Written in one word, which is also how their words look once they are joined. */
const plurals = new Set(
  `password passwd pwd passphrase passcode secret credential cred dsn jwt bearer authorization
  apikey accesskey authkey secretkey privatekey signingkey encryptionkey masterkey accountkey sharedkey servicekey
  connectionstring clientsecret dbpassword userpassword
  accesstoken apitoken authtoken bearertoken refreshtoken sessiontoken idtoken`.split(/\s+/),
)

/** Not in the plural: `tokens` counts pieces of text. */
const names = new Set([...plurals, 'token'])
