package dev.sqlane.lab.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Numbers and names in the form in which people read them, the same in every report. */
final class Figures {
    private Figures() {}

    /** Three significant digits or so: more would claim more than a run can know. */
    static String number(double value) {
        if (value == 0) {
            return "0";
        }
        return String.format(Locale.ROOT, value < 1 ? "%.3f" : value < 100 ? "%.1f" : "%,.0f", value);
    }

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** "longestGapMillis" becomes "longest gap ms". */
    static String words(String name) {
        String spaced = name.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
        return spaced.replace("millis", "ms").replace("mib", "MiB");
    }

    static String plain(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(String::valueOf).collect(Collectors.joining(" "));
        }
        if (value instanceof Double number) {
            return number == Math.rint(number) ? String.valueOf(number.longValue()) : number.toString();
        }
        return value.toString();
    }
}
