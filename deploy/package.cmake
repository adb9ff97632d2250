# What is installed where, and the Debian package made of it:   cmake --workflow --preset package
#
# `cmake --install` alone puts programs, rules and documentation below any prefix. The unit and /etc/saitd/saitd.yaml name paths
# below /usr, so they and the package come with that prefix only, which the preset `package` sets.
include(GNUInstallDirs)

install(TARGETS saitd saitctl RUNTIME)
install(DIRECTORY rules config/schema DESTINATION ${CMAKE_INSTALL_DATADIR}/saitd)

set(documentation ${CMAKE_INSTALL_DATADIR}/doc/saitd)
install(FILES README.md DESTINATION ${documentation})
install(FILES config/saitd.yaml DESTINATION ${documentation} RENAME reference.yaml)
install(FILES deploy/README.md DESTINATION ${documentation} RENAME operations.md)
install(FILES deploy/debian/copyright DESTINATION ${documentation})
install(DIRECTORY deploy/prometheus deploy/grafana DESTINATION ${documentation}/examples OPTIONAL)
install(DIRECTORY deploy/examples/rule-repository DESTINATION ${documentation}/examples)

if(NOT CMAKE_INSTALL_PREFIX STREQUAL "/usr")
  return()
endif()
install(FILES deploy/systemd/saitd.service DESTINATION lib/systemd/system)
install(FILES deploy/debian/saitd.yaml DESTINATION /etc/saitd)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME saitd)
set(CPACK_PACKAGE_CONTACT "saitd maintainers <maintainers@saitd.example>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "advises when to answer false claims about migration")
set(CPACK_PACKAGE_DESCRIPTION "\
saitd reads public posts (NDJSON files, RSS, Atom, JSON Feed), matches them\n\
against checkable false claims about migrants, and advises communications\n\
teams whether to leave a claim alone, watch it, prepare, speak through others\n\
or answer, with its reasons, the facts, and what to say.\n\n\
It judges neither opinion nor intent, keeps no files on people and never\n\
answers by itself: people decide.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
# Whatever the umask of who builds it.
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS ca-certificates)  # feeds over HTTPS
set(CPACK_DEBIAN_PACKAGE_SUGGESTS prometheus)
foreach(script conffiles postinst prerm postrm)
  list(APPEND CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${PROJECT_SOURCE_DIR}/deploy/debian/${script})
endforeach()
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

# Debian's policy asks for both changelogs, compressed. SOURCE_DATE_EPOCH makes the date one that can be built again.
find_program(GZIP gzip REQUIRED)
set(CPACK_DEBIAN_FILE_VERSION ${PROJECT_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})
string(TIMESTAMP changelog_date "%a, %d %b %Y %H:%M:%S +0000" UTC)
configure_file(deploy/debian/changelog.in package/changelog.Debian @ONLY)
configure_file(CHANGELOG.md package/changelog COPYONLY)
foreach(name changelog changelog.Debian)
  execute_process(COMMAND ${GZIP} -9nkf ${PROJECT_BINARY_DIR}/package/${name} COMMAND_ERROR_IS_FATAL ANY)
  install(FILES ${PROJECT_BINARY_DIR}/package/${name}.gz DESTINATION ${documentation})
endforeach()
include(CPack)
