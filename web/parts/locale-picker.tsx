import { count, decimal, moment } from '../format.ts';
import { browserLocale, isLocale, locales, useLocale } from '../locale.ts';

const languages = new Intl.DisplayNames(['en'], { type: 'language', languageDisplay: 'standard' });
const spoken = (tag: string): string => languages.of(tag) ?? tag;

/** How numbers and dates are written in this browser; words stay English. */
export function LocalePicker({ zone, now }: { readonly zone: string; readonly now: Date }) {
  const { chosen, choose } = useLocale();
  return (
    <div class="locale">
      <label class="field">
        <span>Numbers and dates as in</span>
        <select value={chosen ?? ''} onChange={({ currentTarget: { value } }) => choose(value === '' ? null : value)}>
          <option value="">This browser: {spoken(browserLocale())}</option>
          {locales.filter(isLocale).map((tag) => (
            <option key={tag} value={tag}>
              {spoken(tag)}
            </option>
          ))}
        </select>
      </label>
      <p class="quiet small" role="status">
        So they look: {count(1_234_567)} · {decimal(3.4)} · {moment(now, zone)}. Kept in this browser; words stay English.
      </p>
    </div>
  );
}
