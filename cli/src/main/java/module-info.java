import org.jspecify.annotations.NullMarked;

/** The command {@code sqlane}. */
@NullMarked
module dev.sqlane.cli {
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires dev.sqlane.api;
    requires dev.sqlane.lab;
    requires dev.sqlane.sqlite;
    requires info.picocli;
    requires java.sql;
    requires me.tongfei.progressbar;
    requires static com.google.errorprone.annotations;
    requires static org.jspecify;

    opens dev.sqlane.cli to
            info.picocli;
    opens dev.sqlane.cli.lab to
            info.picocli;
    opens dev.sqlane.cli.maintenance to
            info.picocli;
}
