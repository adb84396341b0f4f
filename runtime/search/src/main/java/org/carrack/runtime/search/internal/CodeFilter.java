package org.carrack.runtime.search.internal;

import org.apache.lucene.analysis.FilteringTokenFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/** Leaves out plain words, which are found as words: most of a text is no code. Used by one thread. */
final class CodeFilter extends FilteringTokenFilter {

    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);

    CodeFilter(TokenStream in) {
        super(in);
    }

    @Override
    protected boolean accept() {
        int begin = 0;
        int end = term.length();
        while (begin < end && !Character.isLetterOrDigit(term.charAt(begin))) {
            begin++;
        }
        while (end > begin && !Character.isLetterOrDigit(term.charAt(end - 1))) {
            end--;
        }
        for (int i = begin; i < end; i++) {
            char c = term.charAt(i);
            boolean isHump = i > begin && Character.isUpperCase(c) && Character.isLowerCase(term.charAt(i - 1));
            if (!Character.isLetter(c) || isHump) {
                return true;
            }
        }
        // C++ and C#.
        return end > begin && end < term.length() && "+#".indexOf(term.charAt(end)) >= 0;
    }
}
