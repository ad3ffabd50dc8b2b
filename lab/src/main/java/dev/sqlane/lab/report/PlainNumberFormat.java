package dev.sqlane.lab.report;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/** Numbers at an axis: 0.5, 12, 1,500; as in the tables, whatever the language of the machine. */
final class PlainNumberFormat extends DecimalFormat {
    private static final long serialVersionUID = 1L;

    PlainNumberFormat() {
        super("#,##0.###", DecimalFormatSymbols.getInstance(Locale.ROOT));
    }
}
