import org.jspecify.annotations.NullMarked;

/** Small complete programs that show how Sqlane is used. */
@NullMarked
module dev.sqlane.examples {
    requires dev.sqlane.sqlite;
}
