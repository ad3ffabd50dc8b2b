/**
 * Microbenchmarks of the engine's single steps, each beside what it competes with. The laboratory measures whole transactions; these
 * say where their time goes. Run them with
 *
 * <pre>{@code
 * mvn -q -pl jmh -am package -DskipTests && java -jar jmh/target/jmh/sqlane-jmh.jar Borrow -t 8
 * }</pre>
 */
@NullMarked
package dev.sqlane.jmh;

import org.jspecify.annotations.NullMarked;
