package org.carrack.runtime.scheduler.internal.store;

import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

class H2RunHistoryTest extends RunHistoryTest {

    @Override
    DataSource database() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:" + folder.resolve("carrack"));
        return database;
    }
}
