import org.jspecify.annotations.NullMarked;

/** The typed read and write handles, neutral towards the engine behind them. */
@NullMarked
module dev.sqlane.api {
    requires transitive java.sql;
    requires static transitive org.jspecify;
    requires static com.google.errorprone.annotations;

    exports dev.sqlane;
}
