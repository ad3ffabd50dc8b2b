package dev.sqlane.frameworks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sqlane.MisuseException;
import dev.sqlane.sqlite.SqliteDatabase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.util.List;
import javax.sql.DataSource;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.AvailableSettings;
import org.hibernate.community.dialect.SQLiteDialect;
import org.hibernate.jpa.HibernatePersistenceConfiguration;
import org.junit.jupiter.api.Test;

final class HibernateTest extends ShopTest {
    @Override
    HibernateShop open(DataSource dataSource) {
        SessionFactory sessions = new HibernatePersistenceConfiguration("shop")
                .managedClasses(Product.class, Sale.class)
                .property(AvailableSettings.JAKARTA_NON_JTA_DATASOURCE, dataSource)
                .property(AvailableSettings.DIALECT, SQLiteDialect.class.getName())
                .createEntityManagerFactory();

        return new HibernateShop(sessions);
    }

    /** What a read-only session asks for works while the write connection is taken, by this very thread. */
    @Test
    void readOnlySessionsUseTheReadPool() throws Exception {
        try (SqliteDatabase db = openDatabase();
                HibernateShop shop = open(db.dataSource())) {
            db.run(c -> assertThat(priceReadOnly(shop.sessions(), 7)).isEqualTo(70));
        }
    }

    /** Hibernate takes such ids in a transaction of their own, on a second connection. */
    @Test
    void idsFromATableAreRefusedOnceATransactionHasAStatement() throws Exception {
        try (SqliteDatabase db = openDatabase();
                SessionFactory sessions = new HibernatePersistenceConfiguration("notes")
                        .managedClasses(TableNote.class, AutoNote.class)
                        .property(AvailableSettings.JAKARTA_NON_JTA_DATASOURCE, db.dataSource())
                        .property(AvailableSettings.DIALECT, SQLiteDialect.class.getName())
                        .property(AvailableSettings.HBM2DDL_AUTO, "create")
                        .createEntityManagerFactory()) {
            for (Object note : List.of(new TableNote(), new AutoNote())) {
                assertThatThrownBy(() -> sessions.inTransaction(session -> {
                            session.createNativeQuery("select count(*) from auto_note", Long.class)
                                    .getSingleResult();
                            session.persist(note);
                        }))
                        .hasStackTraceContaining(MisuseException.class.getName());
            }
        }
    }

    private static long priceReadOnly(SessionFactory sessions, long product) {
        try (Session session = sessions.withOptions().readOnly(true).openSession()) {
            session.beginTransaction();
            long price = session.find(Product.class, product).price;
            session.getTransaction().commit();
            return price;
        }
    }

    @Entity(name = "product")
    static class Product {
        @Id
        long id;

        long price;

        long sold;
    }

    @Entity(name = "sale")
    static class Sale {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        @Column(name = "product_id")
        long product;

        long price;

        Sale() {}

        Sale(Product product) {
            this.product = product.id;
            this.price = product.price;
        }
    }

    @Entity(name = "table_note")
    static class TableNote {
        @Id
        @GeneratedValue(strategy = GenerationType.TABLE)
        Long id;
    }

    @Entity(name = "auto_note")
    static class AutoNote {
        @Id
        @GeneratedValue
        Long id;
    }

    private record HibernateShop(SessionFactory sessions) implements Shop {
        @Override
        public void sell(long id) {
            sessions.inTransaction(session -> {
                Product product = session.find(Product.class, id);
                session.persist(new Sale(product));
                product.sold++;
            });
        }

        @Override
        public Sold sold(long id) {
            String query =
                    "select p.sold, (select count(*) from sale s where s.product = p.id) from product p where p.id = :id";
            return sessions.fromSession(session -> session.createSelectionQuery(query, Sold.class)
                    .setParameter("id", id)
                    .getSingleResult());
        }

        @Override
        public void close() {
            sessions.close();
        }
    }
}
